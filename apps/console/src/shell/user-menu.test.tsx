import { screen, waitFor } from "@solidjs/testing-library";
import { useQuery } from "@tanstack/solid-query";
import { afterEach, expect, test } from "vitest";
import { fakeApi } from "../../test/fake-api.ts";
import { renderPart } from "../../test/render-at.tsx";
import { idOf, makeCheck, makeVerdict, operator } from "../../test/samples.ts";
import { queries } from "../api/queries.ts";
import { chooseLanguage } from "../ui/language.ts";
import { setTheme } from "./theme.ts";
import { UserMenu } from "./user-menu.tsx";

afterEach(() => {
  chooseLanguage("en");
  setTheme("system");
});

test("changing the language loads the shown verdicts again in that language", async () => {
  const api = fakeApi();
  api.answer("getCheck", makeCheck(makeVerdict("connected")));
  const { user } = renderPart(() => {
    const check = useQuery(() => queries.check(idOf(100)));
    return (
      <>
        <UserMenu me={operator} />
        <p>{check.isSuccess ? "read" : "reading"}</p>
      </>
    );
  });
  await screen.findByText("read");
  expect(api.calls("getCheck").at(-1)?.language).toBe("en");
  await user.click(screen.getByRole("radio", { name: "Nederlands", hidden: true }));
  await waitFor(() => expect(api.calls("getCheck").at(-1)?.language).toBe("nl"));
  expect(localStorage.getItem("language")).toBe("nl");
});

test("a theme is set on the document, and kept for the next page", async () => {
  fakeApi();
  const { user } = renderPart(() => <UserMenu me={operator} />);
  const choose = (name: string) => user.click(screen.getByRole("radio", { name, hidden: true }));
  await choose("Dark");
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(localStorage.getItem("theme")).toBe("dark");
  await choose("System");
  expect(document.documentElement.dataset["theme"]).toBeUndefined();
});
