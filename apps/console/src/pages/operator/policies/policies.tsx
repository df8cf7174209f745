import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createSignal, createUniqueId, For, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { syncQueries } from "../../../api/sync-queries.ts";
import type { PolicyBody } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { Page } from "../../../shell/page.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { StateBadge } from "../../../ui/state.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { Time } from "../../../ui/time.tsx";
import { headlineForPolicies, policyWords } from "./policy-words.ts";
import "./policies.css";

/** The policies: what Churned does without an operator. Each policy has a switch. */
export default function Policies() {
  const policies = useQuery(() => syncQueries.policies());
  return (
    <Page
      headline={dataOf(policies) ? headlineForPolicies(dataOf(policies)?.items ?? []) : "Policies"}
      below="A policy holds for every connection. Who switched it last, and when, stands under it."
      width="reading"
    >
      <Card flush>
        <Loaded read={policies} label="Reading the policies" rows={2}>
          {(found) => (
            <ul data-policies>
              <For each={found().items}>{(policy) => <Policy policy={policy} />}</For>
            </ul>
          )}
        </Loaded>
      </Card>
    </Page>
  );
}

function Policy(props: { policy: PolicyBody }) {
  const id = createUniqueId();
  const [isAsking, setIsAsking] = createSignal(false);
  const words = () => policyWords[props.policy.name];
  return (
    <li>
      <div>
        <h2 id={id}>{words().title}</h2>
        <p id={`${id}-text`}>{words().text}</p>
        <small>
          <Show when={props.policy.changedAt} fallback="Nobody has switched it yet.">
            {(at) => (
              <>
                Switched {props.policy.isOn ? "on" : "off"} <Time at={at()} show="both" /> by{" "}
                {props.policy.changedBy ?? "somebody who has left"}.
              </>
            )}
          </Show>
        </small>
      </div>
      <StateBadge tone={props.policy.isOn ? "ok" : "idle"}>
        {props.policy.isOn ? "On" : "Off"}
      </StateBadge>
      <button
        type="button"
        role="switch"
        data-switch
        aria-checked={props.policy.isOn}
        aria-labelledby={id}
        aria-describedby={`${id}-text`}
        onClick={() => setIsAsking(true)}
      >
        <span />
      </button>
      <Confirm policy={props.policy} open={isAsking()} onClose={() => setIsAsking(false)} />
    </li>
  );
}

function Confirm(props: { policy: PolicyBody; open: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();
  const words = () => policyWords[props.policy.name][props.policy.isOn ? "off" : "on"];

  async function confirm(): Promise<void> {
    setIsBusy(true);
    setProblem(undefined);
    const { name, isOn } = props.policy;
    const { done } = words();
    try {
      client.setQueryData(
        syncQueries.policies().queryKey,
        await call("setPolicy", { body: { name, isOn: !isOn } }),
      );
      showToast(done);
      props.onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Dialog open={props.open} title={words().question} onClose={() => props.onClose()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy()) void confirm();
        }}
      >
        <p>{words().text}</p>
        <Show when={problem()}>
          <ProblemNote problem={problem()} />
        </Show>
        <footer>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="filled" type="submit" busy={isBusy()}>
            {words().action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
