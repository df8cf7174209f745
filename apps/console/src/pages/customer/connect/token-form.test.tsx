import { cleanup, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import { renderPart } from "../../../../test/render-at.tsx";
import { chooseLanguage } from "../../../ui/language.ts";
import type { RegionKnown } from "./region-note.tsx";
import { TokenForm } from "./token-form.tsx";

const token = "pk_9f2c51d47be04a1f9f2c51d47be04a1f";
const other = "zz_1a2b3c4d5e6f70819a2b3c4d5e6f7081";

afterEach(() => chooseLanguage("en"));

/** Renders the form with the state that a page keeps for it. */
function renderBareForm() {
  const onSave = vi.fn<(saved: string) => void>();
  const Host = () => {
    const [text, setText] = createSignal("");
    const [region, setRegion] = createSignal<RegionKnown>();
    return (
      <TokenForm
        ref={() => undefined}
        text={text()}
        onText={setText}
        stored="In use: …9f3c."
        busy={false}
        isResending={false}
        problem={undefined}
        isNext
        onSave={onSave}
        region={region()}
        onRegion={(name) => setRegion(name === undefined ? undefined : { name, isUnknown: false })}
        onReach={() => undefined}
      />
    );
  };
  const { user } = renderPart(() => <Host />);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "API access token" });
  return { user, field, onSave };
}

async function renderForm() {
  const { user, field, onSave } = renderBareForm();
  const paste = async (pasted: string): Promise<void> => {
    await user.click(field);
    await user.paste(pasted);
  };
  // The code that inspects a pasted text loads after the page. The test waits for it.
  await paste("x");
  await screen.findByText(/too short to be a token/);
  await user.clear(field);
  const save = () => user.click(screen.getByRole("button", { name: "Save" }));
  return { user, field, paste, save, onSave };
}

test("removes what was copied along with the token, says so, and saves the token alone", async () => {
  const { field, paste, save, onSave } = await renderForm();
  await paste(`Authorization: Bearer ${token}\n`);
  expect(field.value).toBe(token);
  expect(await screen.findByText(/^Removed .*“Authorization:”.*“Bearer ”/)).toBeDefined();
  await save();
  expect(onSave).toHaveBeenCalledExactlyOnceWith(token);
});

test("no longer mentions the removed text after a person edits the field", async () => {
  const { user, field, paste } = await renderForm();
  await paste(`Bearer ${token}`);
  await screen.findByText(/^Removed/);
  await user.type(field, "0");
  expect(screen.queryByText(/^Removed/)).toBeNull();
});

test("names the service of a key that is not Planhat's, and marks the field", async () => {
  const { field, paste } = await renderForm();
  await paste("ghp_16C7e42F292c6912E7710c838347Ae178B4a");
  expect(await screen.findByText(/This is a key of GitHub\./)).toBeDefined();
  expect(field.getAttribute("aria-invalid")).toBe("true");
});

test("asks which of several texts is the token, and saves none before the answer", async () => {
  const { user, field, paste, save, onSave } = await renderForm();
  await paste(`${token}\n${other}`);
  const choice = await screen.findByRole("button", { name: /ends in …7081/ });
  await save();
  expect(onSave).not.toHaveBeenCalled();
  await user.click(choice);
  expect(field.value).toBe(other);
  await save();
  expect(onSave).toHaveBeenCalledExactlyOnceWith(other);
});

test("takes the region from a pasted address of Planhat, and asks for the token", async () => {
  const { user, field, paste } = await renderForm();
  await paste("https://app-us3.planhat.com/home");
  expect(field.value).toBe("");
  expect((await screen.findByText(/Now paste the token itself/)).textContent).toContain("us3");
  await user.click(screen.getByRole("button", { name: "Try all regions instead" }));
  expect(screen.queryByText(/Now paste the token itself/)).toBeNull();
});

test("says what is missing if Save is pressed with an empty field", async () => {
  const { field, save, onSave } = await renderForm();
  expect(screen.getByText("In use: …9f3c.")).toBeDefined();
  await save();
  expect(screen.getByText(/Paste the token first/)).toBeDefined();
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field);
  expect(onSave).not.toHaveBeenCalled();
});

test("hides a token except its last four characters until a person asks to see it", async () => {
  const { user, field, paste } = await renderForm();
  await paste(token);
  expect(field.hasAttribute("data-masked")).toBe(true);
  expect(screen.getByText(token.slice(-4), { selector: "code" })).toBeDefined();
  await user.click(screen.getByRole("button", { name: "Show the token" }));
  expect(field.hasAttribute("data-masked")).toBe(false);
});

test("describes a paste in the chosen language, also right after a change", async () => {
  const { paste } = await renderForm();
  await paste(`Bearer ${token}`);
  const note = await screen.findByText(/^Removed/);
  chooseLanguage("nl");
  const dutch = await screen.findByText(/^Weggehaald/);
  expect(dutch.closest("[lang]")?.getAttribute("lang")).toBe("nl");
  expect(note.isConnected).toBe(false);
});

test("the field has the focus when the page opens, but takes it from no other element", () => {
  const { field } = renderBareForm();
  expect(document.activeElement).toBe(field);
  cleanup();
  const button = document.createElement("button");
  document.body.append(button);
  button.focus();
  renderBareForm();
  expect(document.activeElement).toBe(button);
  button.remove();
});
