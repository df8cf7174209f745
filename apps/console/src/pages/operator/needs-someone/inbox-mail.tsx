import type { ConnectionInboxItem } from "../../../api/types.ts";
import { Card } from "../../../ui/card.tsx";
import { MailHistory } from "../../shared/mail/mail-history.tsx";
import { createMail } from "./create-mail.ts";
import { MailForm } from "./mail-form.tsx";
import { MailLanguage } from "./mail-language.tsx";
import { SendAgain } from "./send-again.tsx";

/** The ready mail: earlier mails, and a form to change and send the mail. */
export function InboxMail(props: {
  item: ConnectionInboxItem;
  /** True if sending is the next step. */
  isNext: boolean;
  ref: (focus: () => void) => void;
}) {
  const mail = createMail(() => props.item);
  let text: HTMLTextAreaElement | undefined;
  props.ref(() => {
    text?.scrollIntoView({ block: "center" });
    text?.focus({ preventScroll: true });
  });
  return (
    <Card title="The mail is ready" aside={<MailLanguage item={props.item} mail={mail} />}>
      <section data-mailed-before aria-label="Mails so far">
        <h3>Mailed so far</h3>
        <MailHistory
          connectionId={props.item.connection.id}
          none="No mail about this connection is kept."
        />
      </section>
      <SendAgain
        mail={mail.same()}
        busy={mail.isBusy()}
        onClose={mail.forgetSame}
        onSend={(id) => void mail.send(id)}
      />
      <MailForm
        item={props.item}
        mail={mail}
        isNext={props.isNext}
        ref={(element) => (text = element)}
      />
    </Card>
  );
}
