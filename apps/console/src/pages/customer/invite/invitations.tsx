import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createSignal, For, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import type { Invitation } from "../../../api/types.ts";
import { customerQueries } from "../../../api/customer-queries.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { dataOf } from "../../../api/read.ts";
import { Button } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Field } from "../../../ui/field.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { StateShape, type Tone } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { showToast } from "../../../ui/toast.tsx";
import "./invitations.css";

/** Makes a link for a colleague who has the rights in Planhat. With the link, the colleague can only save a token. */
export default function Invitations(props: { connectionId: string }) {
  const client = useQueryClient();
  const [email, setEmail] = createSignal("");
  const [isBusy, setIsBusy] = createSignal(false);
  const [fault, setFault] = createSignal<unknown>();
  // Only this page knows the link, and it forgets the link when it is closed.
  const [made, setMade] = createSignal<{ email: string; url: string }>();
  const invitations = useQuery(() => customerQueries.invitations(props.connectionId));
  const known = () => dataOf(invitations)?.items ?? [];

  async function invite(): Promise<void> {
    if (isBusy()) return;
    setIsBusy(true);
    setFault(undefined);
    try {
      const to = email().trim();
      const { url } = await call("createInvitation", {
        id: props.connectionId,
        body: { email: to },
      });
      setMade({ email: to, url });
      setEmail("");
      await client.invalidateQueries({ queryKey: ["invitation"] });
    } catch (error) {
      setFault(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div data-invite>
      <p>
        They get a mail with a link that works for 72 hours, or until a token works. It lets them
        paste a token and see whether it works, and nothing else.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void invite();
        }}
      >
        <Field label="Their email">
          {(ids) => (
            <input
              id={ids.id}
              data-input
              type="email"
              required
              maxlength={254}
              autocomplete="off"
              placeholder="name@company.com"
              aria-describedby={ids.describedBy}
              value={email()}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          )}
        </Field>
        <Button type="submit" busy={isBusy()}>
          {isBusy() ? "Inviting…" : "Invite"}
        </Button>
      </form>
      <Show when={fault()}>
        <ProblemNote problem={fault()} />
      </Show>
      <div aria-live="polite">
        <Show when={made()}>
          {(link) => (
            <div data-made-link data-tone="ok">
              <p>
                <StateShape tone="ok" size={14} />
                <span>
                  <b>{link().email}</b> is invited. The link is in their mail; you may also hand it
                  over yourself. It is shown only now.
                </span>
              </p>
              <div>
                <input data-input readonly aria-label="The link" value={link().url} />
                <CopyButton text={link().url} label="Copy" />
              </div>
            </div>
          )}
        </Show>
      </div>
      <Show when={known().length > 0}>
        <ul data-invitations aria-label="Invitations">
          <For each={known()}>{(invitation) => <Invited invitation={invitation} />}</For>
        </ul>
      </Show>
    </div>
  );
}

const stateWords: Readonly<Record<Invitation["state"], { tone: Tone; word: string }>> = {
  open: { tone: "busy", word: "open" },
  used: { tone: "ok", word: "used" },
  withdrawn: { tone: "idle", word: "withdrawn" },
  expired: { tone: "idle", word: "expired" },
};

function Invited(props: { invitation: Invitation }) {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = createSignal(false);
  const word = () => stateWords[props.invitation.state];
  const isOpen = () => props.invitation.state === "open";

  async function withdraw(): Promise<void> {
    setIsBusy(true);
    try {
      await call("withdrawInvitation", { id: props.invitation.id });
      await client.invalidateQueries({ queryKey: ["invitation"] });
    } catch (error) {
      showToast(error instanceof ApiProblem ? error.message : "It was not withdrawn.", "warn");
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <li>
      <StateShape tone={word().tone} size={14} />
      <span data-invited-who>{props.invitation.email}</span>
      <small>
        {word().word}
        {isOpen() ? ", expires " : " "}
        <Time
          at={
            isOpen()
              ? props.invitation.expiresAt
              : (props.invitation.endedAt ?? props.invitation.expiresAt)
          }
        />
      </small>
      <Show when={isOpen()}>
        <Button
          variant="quiet"
          busy={isBusy()}
          aria-label={`Withdraw the invitation of ${props.invitation.email}`}
          onClick={() => void withdraw()}
        >
          Withdraw
        </Button>
      </Show>
    </li>
  );
}
