/**
 * The channels of notifications, and the table of their kinds. The constraint and the wall in the database, the lists of
 * mails, joining and the deletion of secret links are derived from the table.
 */
import { keysOf } from "../shared/keys.ts";

/** Each channel needs a sender in the worker and a format in `tell-operators.ts`. */
export const notificationChannels = ["mail", "slack"] as const;
export type NotificationChannel = (typeof notificationChannels)[number];

interface ToOperators {
  /** Churned's operators, by every channel. */
  readonly to: "operators";
  readonly sentBy: "product";
  readonly isHeld: false;
  readonly hasSecretLink: false;
}

interface ToTenant {
  /** A tenant's people, by mail. They can also read it in the console, so it never holds a secret link. */
  readonly to: "tenant";
  readonly sentBy: "product" | "operator";
  /**
   * Whether it waits, so that several mails to one person can be joined. Mails that a person sends or waits for go out
   * at once.
   */
  readonly isHeld: boolean;
  readonly hasSecretLink: false;
}

interface ToOnePerson {
  /** `guest`: operators see in the connection's list that it was sent. `user`: it is about no connection. */
  readonly to: "guest" | "user";
  readonly sentBy: "product" | "customer";
  readonly isHeld: false;
  /** Whether its text is deleted after delivery, because the link in it is a secret. */
  readonly hasSecretLink: boolean;
}

const operatorNotice = {
  to: "operators",
  sentBy: "product",
  isHeld: false,
  hasSecretLink: false,
} as const;
const heldMail = { to: "tenant", sentBy: "product", isHeld: true, hasSecretLink: false } as const;

export const notificationTable = {
  sync_requested: operatorNotice,
  sync_declined: heldMail,
  verdict: heldMail,
  ready_mail: { to: "tenant", sentBy: "operator", isHeld: false, hasSecretLink: false },
  password_link: { to: "user", sentBy: "product", isHeld: false, hasSecretLink: true },
  token_replaced: heldMail,
  invitation: { to: "guest", sentBy: "customer", isHeld: false, hasSecretLink: true },
  invitation_used: heldMail,
  deletes_held: operatorNotice,
  data_late: operatorNotice,
  incident: operatorNotice,
  doubt_lasts: operatorNotice,
} as const satisfies Readonly<Record<string, ToOperators | ToTenant | ToOnePerson>>;

type Table = typeof notificationTable;

/** The name of a notification's kind. */
export type NotificationKind = keyof Table;

type KindsTo<Recipient> = {
  [Kind in NotificationKind]: Table[Kind]["to"] extends Recipient ? Kind : never;
}[NotificationKind];

/** Every kind of notification. */
export const notificationKinds = keysOf(notificationTable);

function kindsTo<const Recipient extends Table[NotificationKind]["to"]>(
  ...recipients: readonly Recipient[]
): readonly KindsTo<Recipient>[] {
  const wanted: readonly string[] = recipients;
  const kinds = notificationKinds.filter((kind) => wanted.includes(notificationTable[kind].to));
  return kinds as KindsTo<Recipient>[];
}

/** The kinds that Churned's operators get. */
export type OperatorNoticeKind = KindsTo<"operators">;

/** The kinds of mails that a tenant's people may read in the console. */
export const tenantMailKinds = kindsTo("tenant");
export type TenantMailKind = (typeof tenantMailKinds)[number];

/** The kinds of mails in a connection's history. */
export const connectionMailKinds = kindsTo("tenant", "guest");
export type ConnectionMailKind = (typeof connectionMailKinds)[number];

/** The kinds of mails that wait to be joined. */
export const heldMailKinds = tenantMailKinds.filter((kind) => notificationTable[kind].isHeld);
