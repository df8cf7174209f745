import { Show } from "solid-js";
import type { ConnectionMail } from "../../../api/types.ts";
import { wordForMail } from "../../shared/mail/mail-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Time } from "../../../ui/time.tsx";

/** Asks for a confirmation before a mail with the same subject is sent a second time. */
export function SendAgain(props: {
  mail: ConnectionMail | undefined;
  busy: boolean;
  onClose: () => void;
  onSend: (after: string) => void;
}) {
  return (
    <Dialog
      open={props.mail !== undefined}
      title="Send this mail a second time?"
      onClose={() => props.onClose()}
    >
      <Show when={props.mail}>
        {(mail) => (
          <>
            <p>
              “{mail().subject}” {wordForMail(mail()).word}{" "}
              <Time at={wordForMail(mail()).at} show="both" />,{" "}
              {mail().by === null ? "by itself" : `sent by ${mail().by}`}, to{" "}
              <b>
                {mail()
                  .to.map(({ email }) => email)
                  .join(", ")}
              </b>
              . Nothing was sent now.
            </p>
            <footer>
              <Button onClick={() => props.onClose()}>Do not send</Button>
              <Button variant="filled" busy={props.busy} onClick={() => props.onSend(mail().id)}>
                Send it all the same
              </Button>
            </footer>
          </>
        )}
      </Show>
    </Dialog>
  );
}
