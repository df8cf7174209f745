import { createSignal, type JSX, onMount, Show } from "solid-js";
import { send } from "../../api/call.ts";
import { isSignedOut, isUnanswered } from "../../api/problem.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { ProblemNote } from "../problem-note.tsx";

interface Account {
  readonly email: string;
  readonly password: string;
}

/** Signs a person in, and keeps the state of the attempt. Calls `onSignedIn` after a success. */
export function createSignIn(onSignedIn: () => void) {
  const [isBusy, setIsBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();
  async function begin(as: Account): Promise<void> {
    if (isBusy()) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await send("POST", "/api/auth/sign-in/email", { body: as });
      onSignedIn();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }
  return { begin, isBusy, problem };
}

/** Fields for email and password. With `email`, only this person can sign in. */
export function SignInForm(props: {
  signIn: ReturnType<typeof createSignIn>;
  email?: string;
  children?: JSX.Element;
}) {
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  let emailInput: HTMLInputElement | undefined;
  let passwordInput: HTMLInputElement | undefined;
  onMount(() => (props.email === undefined ? emailInput : passwordInput)?.focus());
  const problem = () => props.signIn.problem();
  const isWrong = () => {
    const code: unknown = Reflect.get(Object(problem()) as object, "code");
    return isSignedOut(problem()) || code === "VALIDATION";
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void props.signIn.begin({ email: props.email ?? email().trim(), password: password() });
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
            readonly={props.email !== undefined}
            value={props.email ?? email()}
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
            ref={(element) => (passwordInput = element)}
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
        <Show when={isUnanswered(problem())} fallback={<ProblemNote problem={problem()} />}>
          <p role="alert">Churned does not answer right now. Try again in a moment.</p>
        </Show>
      </Show>
      <Button variant="filled" type="submit" busy={props.signIn.isBusy()}>
        {props.signIn.isBusy() ? "Signing in…" : "Sign in"}
      </Button>
      {props.children}
    </form>
  );
}
