import { screen } from "@solidjs/testing-library";
import { expect, onTestFinished, test, vi } from "vitest";
import { renderPart } from "../../../test/render-at.tsx";
import { createSignIn, SignInForm } from "./sign-in-form.tsx";

/** Signing in is none of our API's operations, so the test replaces `fetch`. */
async function signInWith(answer: () => Response) {
  const post = vi.fn<(address: string, init: RequestInit) => Promise<Response>>(async () =>
    answer(),
  );
  vi.stubGlobal("fetch", post);
  onTestFinished(() => void vi.unstubAllGlobals());
  const onSignedIn = vi.fn<() => void>();
  const { user } = renderPart(() => {
    const signIn = createSignIn(onSignedIn);
    return <SignInForm signIn={signIn} />;
  });
  await user.type(screen.getByLabelText("Email"), "carl@acme.test");
  await user.type(screen.getByLabelText("Password"), "correct horse");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  return { onSignedIn, post };
}

test("a wrong password is reported at the field, without saying whether the address or the password is wrong", async () => {
  const body = { code: "UNAUTHENTICATED", detail: "No.", requestId: "req_test" };
  const { onSignedIn } = await signInWith(() => Response.json(body, { status: 401 }));
  expect(await screen.findByText(/do not belong together/)).toBeDefined();
  expect(screen.getByLabelText("Password").getAttribute("aria-invalid")).toBe("true");
  expect(onSignedIn).not.toHaveBeenCalled();
});

test("an API that is down is not reported as a wrong password", async () => {
  await signInWith(() => {
    throw new TypeError("fetch failed");
  });
  expect((await screen.findByRole("alert")).textContent).toMatch(/does not answer right now/);
  expect(screen.queryByText(/do not belong together/)).toBeNull();
});

test("a successful sign-in continues", async () => {
  const { onSignedIn, post } = await signInWith(() => Response.json({ ok: true }));
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
  expect(post.mock.calls[0]?.[0]).toBe("/api/auth/sign-in/email");
});
