import Building from "lucide-solid/icons/building";
import { Show } from "solid-js";
import type { PlanhatIdentity } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { describeIdentity } from "./identity-words.ts";
import "./identity-line.css";

/**
 * "This is the Planhat of acme.example: 1,204 companies, among them …". Shows whose data a token reads before a sync
 * reads the data.
 */
export function IdentityLine(props: { planhat: PlanhatIdentity | null | undefined }) {
  return (
    <Show when={describeIdentity(props.planhat, language())}>
      {(words) => (
        <p data-identity lang={language()}>
          <Building size={14} />
          <span>{words()}</span>
        </p>
      )}
    </Show>
  );
}
