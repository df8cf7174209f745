import { useNavigate } from "@solidjs/router";
import { useQueryClient } from "@tanstack/solid-query";
import CircleUser from "lucide-solid/icons/circle-user";
import LogOut from "lucide-solid/icons/log-out";
import { For } from "solid-js";
import { send } from "../api/call.ts";
import type { Me } from "../api/types.ts";
import { chooseLanguage, language, languageNames, languages } from "../ui/language.ts";
import { showToast } from "../ui/toast.tsx";
import { tellSignedOut } from "./sign-outs.ts";
import { setTheme, theme, themes } from "./theme.ts";
import "./user-menu.css";

const themeWords = { system: "System", light: "Light", dark: "Dark" } as const;
const menuId = "user-menu";

/** The account, the theme, the language, and signing out. A popover closes on Escape and on a click outside. */
export function UserMenu(props: { me: Me }) {
  const client = useQueryClient();
  const navigate = useNavigate();

  function speak(next: (typeof languages)[number]): void {
    chooseLanguage(next);
    // The API writes verdicts in the language of the request, so all data is read again.
    void client.invalidateQueries();
  }

  async function signOut(): Promise<void> {
    try {
      await send("POST", "/api/auth/sign-out", { body: {} });
    } catch {
      showToast("No answer came: you may still be signed in. Try again.", "warn");
      return;
    }
    tellSignedOut();
    // The cached answers belong to the person who signed out, so the cache is cleared.
    navigate("/sign-in");
    client.clear();
  }

  return (
    <div data-user-menu>
      <button type="button" popovertarget={menuId} aria-label={`Account: ${props.me.user.email}`}>
        <CircleUser size={16} />
        <span>{props.me.user.email}</span>
      </button>
      <div id={menuId} popover="auto" data-popover>
        <p>
          <b>{props.me.user.name}</b>
          <span>{props.me.user.email}</span>
        </p>
        <fieldset>
          <legend>Theme</legend>
          <For each={themes}>
            {(name) => (
              <label>
                <input
                  type="radio"
                  name="theme"
                  checked={theme() === name}
                  onChange={() => setTheme(name)}
                />
                {themeWords[name]}
              </label>
            )}
          </For>
        </fieldset>
        <fieldset>
          <legend>Language of verdicts</legend>
          <For each={languages}>
            {(name) => (
              <label lang={name}>
                <input
                  type="radio"
                  name="language"
                  checked={language() === name}
                  onChange={() => speak(name)}
                />
                {languageNames[name]}
              </label>
            )}
          </For>
        </fieldset>
        <button type="button" onClick={() => void signOut()}>
          <LogOut size={15} />
          Sign out
        </button>
      </div>
    </div>
  );
}
