/**
 * The channels of notifications, and the table of notification kinds. Several things are derived from the table: the
 * check constraint and the row-level security of the database table, the lists of mails, which mails are joined, and
 * which texts are deleted because they contain secret links.
 */
import { keysOf } from "../shared/keys.ts";

/** Each channel needs a sender in the worker, and a format in `tell-operators.ts`. */
export const notificationChannels = ["mail", "slack"] as const;
export type NotificationChannel = (typeof notificationChannels)[number];

interface ToOperators {
  /** The notification goes to Churned's operators through every channel. */
  readonly to: "operators";
  readonly sentBy: "product";
  readonly isHeld: false;
  readonly hasSecretLink: false;
}

interface ToTenant {
  /**
   * The notification goes by mail to people of a tenant. Everybody in the tenant can also read the mail later in the
   * console. A secret link is for one person only, so this mail never contains a secret link.
   */
  readonly to: "tenant";
  readonly sentBy: "product" | "operator";
  /**
   * Whether the mail waits for a while, so that several mails to one person can be joined. A mail that a person sends,
   * or for which a person waits, is sent at once.
   */
  readonly isHeld: boolean;
  readonly hasSecretLink: false;
}

interface ToOnePerson {
  /**
   * `guest`: operators see in the list of the connection that the mail was sent. `user`: the mail is about no
   * connection.
   */
  readonly to: "guest" | "user";
  readonly sentBy: "product" | "customer";
  readonly isHeld: false;
  /** Whether the text is deleted after delivery, because the link in the text is a secret. */
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
  password_set: { to: "user", sentBy: "product", isHeld: false, hasSecretLink: false },
  token_replaced: heldMail,
  invitation: { to: "guest", sentBy: "customer", isHeld: false, hasSecretLink: true },
  invitation_used: heldMail,
  deletes_held: operatorNotice,
  data_late: operatorNotice,
  incident: operatorNotice,
  doubt_lasts: operatorNotice,
} as const satisfies Readonly<Record<string, ToOperators | ToTenant | ToOnePerson>>;

type Table = typeof notificationTable;

export type NotificationKind = keyof Table;

type KindsTo<Recipient> = {
  [Kind in NotificationKind]: Table[Kind]["to"] extends Recipient ? Kind : never;
}[NotificationKind];

export const notificationKinds = keysOf(notificationTable);

function kindsTo<const Recipient extends Table[NotificationKind]["to"]>(
  ...recipients: readonly Recipient[]
): readonly KindsTo<Recipient>[] {
  const wanted: readonly string[] = recipients;
  const kinds = notificationKinds.filter((kind) => wanted.includes(notificationTable[kind].to));
  return kinds as KindsTo<Recipient>[];
}

/** The kinds of notifications for Churned's operators. */
export type OperatorNoticeKind = KindsTo<"operators">;

/** The kinds of mails that the people of a tenant may read in the console. */
export const tenantMailKinds = kindsTo("tenant");
export type TenantMailKind = (typeof tenantMailKinds)[number];

/** The kinds of mails that the history of a connection shows. */
export const connectionMailKinds = kindsTo("tenant", "guest");
export type ConnectionMailKind = (typeof connectionMailKinds)[number];

/** The kinds of mails that wait for a while, so that they can be joined. */
export const heldMailKinds = tenantMailKinds.filter((kind) => notificationTable[kind].isHeld);
