import { A, useNavigate, useSearchParams } from "@solidjs/router";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { For, onMount, Show } from "solid-js";
import { demoQueries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import { Brand } from "../../../shell/brand.tsx";
import { Button } from "../../../ui/button.tsx";
import { createSignIn, SignInForm } from "../../../shell/sign-in/sign-in-form.tsx";
import { safeTarget } from "./safe-target.ts";
import "./sign-in.css";

export default function SignIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams<{ to?: string }>();
  const demo = useQuery(() => demoQueries.demo());
  const signIn = createSignIn(() => {
    client.clear();
    navigate(safeTarget(search.to), { replace: true });
  });

  onMount(() => {
    document.title = "Sign in · Churned Connect";
  });

  return (
    <main data-sign-in>
      <div>
        <Brand />
        <h1>Sign in to connect Planhat</h1>
        <SignInForm signIn={signIn}>
          <A href="/set-password">Forgot your password?</A>
        </SignInForm>
        <Show when={dataOf(demo)}>
          {(given) => (
            <section data-demo aria-label="Demo">
              <p>
                This is a demo. Its Planhat is{" "}
                <a href={given().sandboxUrl} target="_blank" rel="noreferrer">
                  a sandbox on this machine
                </a>
                .
              </p>
              <For each={given().accounts}>
                {(account) => (
                  <Button onClick={() => void signIn.begin(account)}>
                    <span>
                      {account.label} <small>{account.email}</small>
                    </span>
                  </Button>
                )}
              </For>
            </section>
          )}
        </Show>
      </div>
    </main>
  );
}
