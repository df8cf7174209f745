import { A, useNavigate, useSearchParams } from "@solidjs/router";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createSignal, For, onMount, Show } from "solid-js";
import { send } from "../../api/call.ts";
import { ApiProblem } from "../../api/problem.ts";
import { demoQueries } from "../../api/queries.ts";
import { Brand } from "../../shell/brand.tsx";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { safeTarget } from "./safe-target.ts";
import "./sign-in.css";

export default function SignIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams<{ to?: string }>();
  const demo = useQuery(() => demoQueries.demo());
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [isBusy, setIsBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<ApiProblem>();
  let emailInput: HTMLInputElement | undefined;

  onMount(() => {
    document.title = "Sign in · Churned Connect";
    emailInput?.focus();
  });

  async function signIn(as = { email: email().trim(), password: password() }): Promise<void> {
    if (isBusy()) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await send("POST", "/api/auth/sign-in/email", { body: as });
      client.clear();
      navigate(safeTarget(search.to), { replace: true });
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : undefined);
    } finally {
      setIsBusy(false);
    }
  }

  const isWrong = () => problem()?.status === 401 || problem()?.status === 422;

  return (
    <main data-sign-in>
      <div>
        <Brand />
        <h1>Sign in to connect Planhat</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void signIn();
          }}
        >
          <Field label="Email">
            {(ids) => (
              <input
                ref={(element) => (emailInput = element)}
                id={ids.id}
                data-input
                type="email"
                name="email"
                autocomplete="username"
                required
                value={email()}
                onInput={(event) => setEmail(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field
            label="Password"
            problem={
              isWrong() ? "This email and password do not belong together. Check both." : undefined
            }
          >
            {(ids) => (
              <input
                id={ids.id}
                data-input
                type="password"
                name="password"
                autocomplete="current-password"
                required
                aria-invalid={ids.invalid}
                aria-describedby={ids.describedBy}
                value={password()}
                onInput={(event) => setPassword(event.currentTarget.value)}
              />
            )}
          </Field>
          <Show when={problem() !== undefined && !isWrong()}>
            <ProblemNote problem={problem()} />
          </Show>
          <Button look="filled" type="submit" busy={isBusy()}>
            {isBusy() ? "Signing in…" : "Sign in"}
          </Button>
          <A href="/set-password">Forgot your password?</A>
        </form>
        <Show when={demo.isSuccess && demo.data}>
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
                  <Button onClick={() => void signIn(account)}>
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
