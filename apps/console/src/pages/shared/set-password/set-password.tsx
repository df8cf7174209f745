import { A } from "@solidjs/router";
import { createSignal, type JSX, onMount, Show } from "solid-js";
import { send } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { Brand } from "../../../shell/brand.tsx";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import "../sign-in/sign-in.css";

const minLength = 12;

/**
 * Sets a password with the link from a mail. Without a link, lets the reader request a mail with a link. The secret is
 * in the fragment of the address, which browsers send to no server.
 */
export default function SetPassword() {
  const [secret, setSecret] = createSignal<string>();
  onMount(() => {
    document.title = "Set your password · Churned Connect";
    setSecret(new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined);
    // A secret must not stay in the browser's history.
    history.replaceState(history.state, "", location.pathname);
  });
  return (
    <main data-sign-in>
      <div>
        <Brand />
        <Show when={secret()} fallback={<AskForLink />}>
          {(token) => <ChoosePassword token={token()} onRefused={() => setSecret(undefined)} />}
        </Show>
      </div>
    </main>
  );
}

function ChoosePassword(props: { token: string; onRefused: () => void }) {
  const [password, setPassword] = createSignal("");
  const isShort = () => password().length > 0 && password().length < minLength;
  return (
    <Form
      title="Choose your password"
      done="Your password is set"
      doneText="Sign in with it now."
      button="Set password"
      ready={password().length >= minLength}
      submit={() =>
        send("POST", "/api/auth/reset-password", {
          body: { token: props.token, newPassword: password() },
        })
      }
      afterProblem={(problem) => (
        <Show when={!isAboutPassword(problem)}>
          <Button onClick={props.onRefused}>Ask for a new link</Button>
        </Show>
      )}
    >
      <Field
        label="New password"
        hint={`At least ${minLength} characters. A sentence does well.`}
        problem={isShort() ? `${minLength - password().length} more to go.` : undefined}
      >
        {(ids) => (
          <input
            id={ids.id}
            data-input
            type="password"
            name="new-password"
            autocomplete="new-password"
            required
            minlength={minLength}
            maxlength={128}
            aria-describedby={ids.describedBy}
            value={password()}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        )}
      </Field>
    </Form>
  );
}

/** Whether the link is valid and only the password was refused. */
const isAboutPassword = (problem: unknown): boolean =>
  problem instanceof ApiProblem && problem.errors.some(({ path }) => path === "newPassword");

function AskForLink() {
  const [email, setEmail] = createSignal("");
  return (
    <Form
      title="Get a link to set your password"
      done="Look in your mailbox"
      doneText="If there is an account with this address, a link arrives within five minutes. It works for a day. Links in earlier mails work too, until one of them sets a password."
      button="Send the link"
      ready={email().includes("@")}
      submit={() =>
        send("POST", "/api/auth/request-password-reset", { body: { email: email().trim() } })
      }
    >
      <Field label="Email">
        {(ids) => (
          <input
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
    </Form>
  );
}

/** A form with one field, and its confirmation. */
function Form(props: {
  title: string;
  done: string;
  doneText: string;
  button: string;
  ready: boolean;
  submit: () => Promise<unknown>;
  afterProblem?: (problem: unknown) => JSX.Element;
  children: JSX.Element;
}) {
  const [state, setState] = createSignal<"asking" | "busy" | "done">("asking");
  const [problem, setProblem] = createSignal<unknown>();

  async function submit(): Promise<void> {
    if (state() === "busy" || !props.ready) return;
    setState("busy");
    setProblem(undefined);
    try {
      await props.submit();
      setState("done");
    } catch (error) {
      setProblem(error);
      setState("asking");
    }
  }

  return (
    <>
      <h1 aria-live="polite">{state() === "done" ? props.done : props.title}</h1>
      <Show
        when={state() !== "done"}
        fallback={
          <p>
            {props.doneText} <A href="/sign-in">Sign in</A>
          </p>
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {props.children}
          <Show when={problem()}>
            <ProblemNote problem={problem()} />
            {props.afterProblem?.(problem())}
          </Show>
          <Button variant="filled" type="submit" busy={state() === "busy"}>
            {props.button}
          </Button>
          <A href="/sign-in">Back to sign-in</A>
        </form>
      </Show>
    </>
  );
}
