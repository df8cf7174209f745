import { Show } from "solid-js";
import type { Connection } from "../../../api/types.ts";
import { LanguageSwitch } from "../../../shell/language-switch.tsx";
import { InviteButton } from "../invite/invite-button.tsx";

/** Actions beside the headline. A guest has none of these actions. */
export function JourneyActions(props: { connection: Connection; isCustomer: boolean }) {
  return (
    <Show when={props.isCustomer}>
      <Show when={props.connection.state !== "connected"}>
        <InviteButton connectionId={props.connection.id} />
      </Show>
      <LanguageSwitch />
    </Show>
  );
}
