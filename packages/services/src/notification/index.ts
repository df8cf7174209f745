export { listMails } from "./list-mails.ts";
export { deliverNotification } from "./deliver-notification.ts";
export { listOutbox, type OutboxMail } from "./list-outbox.ts";
