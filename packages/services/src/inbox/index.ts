export { assignInboxItem, addTriageNote, snoozeInboxItem } from "./change-inbox-item.ts";
export { getInboxItem, listOperators, listInboxItems } from "./read-inbox-items.ts";
export { sendInboxMail } from "./send-inbox-mail.ts";
