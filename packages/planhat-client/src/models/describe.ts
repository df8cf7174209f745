/** The types and helpers that describe models: their fields, their permissions, and how sure each fact is. */

/**
 * How sure a fact is. Planhat publishes no OpenAPI description and documents no page limits.
 * `confirmed`: Planhat's own pages or several working clients agree. `single_source`: only one third party states the
 * fact. `inferred`: we guess the fact.
 */
export type Sureness = "confirmed" | "single_source" | "inferred";

/**
 * The type of a field, as Planhat sends it.
 * `text`, `number`, `flag`: a JSON text, number or boolean. `choice`: one of the texts in `values`; a tenant may add
 * texts.
 * `date`: an ISO 8601 text, seldom milliseconds. `days`: whole days since 1970-01-01.
 * `reference`, `references`: another record by its `_id`, sent as a text, as an object or as `""`.
 * `currency`: a code, or an object with its `symbol`. `texts`: a list, or a text with commas.
 * `list`, `object`: any JSON list or object. `any`: undocumented.
 */
export type FieldType =
  | "text"
  | "number"
  | "flag"
  | "choice"
  | "date"
  | "days"
  | "reference"
  | "references"
  | "currency"
  | "texts"
  | "list"
  | "object"
  | "any";

/** One property of a model's records. */
export interface PlanhatField {
  readonly type: FieldType;
  readonly meaning: string;
  /** How sure the field's name and type are. */
  readonly sure: Sureness;
  /** The model that a reference points to; absent if Planhat does not document it. */
  readonly to?: string;
  /** The known values of a choice. */
  readonly values?: readonly string[];
  /** Other spellings of the name that were seen in answers. */
  readonly aliases?: readonly string[];
  /** Planhat computes the field, so nobody can write it. */
  readonly isComputed?: boolean;
  /** Planhat refuses to create a record without this field. */
  readonly isRequired?: boolean;
}

type Details = Omit<PlanhatField, "type" | "meaning" | "to" | "values" | "sure"> & {
  readonly sure?: Sureness;
};

/** A field whose type is a literal type. The type of its record is derived from this literal. */
export interface Typed<T extends FieldType> extends PlanhatField {
  readonly type: T;
}

function field<const T extends FieldType>(type: T): (meaning: string, more?: Details) => Typed<T> {
  return (meaning, more = {}) => ({ type, meaning, sure: "confirmed", ...more });
}

export const text = field("text");
export const number = field("number");
export const flag = field("flag");
export const date = field("date");
export const days = field("days");
export const currency = field("currency");
export const texts = field("texts");
export const list = field("list");
export const object = field("object");
export const any = field("any");

export function choice(
  values: readonly string[],
  meaning: string,
  more: Details = {},
): Typed<"choice"> {
  return { type: "choice", values, meaning, sure: "confirmed", ...more };
}

export function reference(
  to: string | undefined,
  meaning: string,
  more: Details = {},
): Typed<"reference"> {
  return { type: "reference", ...(to ? { to } : {}), meaning, sure: "confirmed", ...more };
}

export function references(
  to: string | undefined,
  meaning: string,
  more: Details = {},
): Typed<"references"> {
  return { type: "references", ...(to ? { to } : {}), meaning, sure: "confirmed", ...more };
}

/** Details that many fields share. */
export const required = { isRequired: true } as const;
export const computed = { isComputed: true } as const;
export const maybe = { sure: "single_source" } as const;
export const guessed = { sure: "inferred" } as const;

/** Fields that every record has. */
export const base = {
  _id: text("Planhat's own id: 24 hexadecimal digits. The id never changes.", computed),
  __v: number("The version number of the stored document.", computed),
  custom: object(
    "Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.",
  ),
};

/** Times that most records have. */
export const times = {
  createdAt: date("When the record was created.", computed),
  updatedAt: date(
    "When the record last changed. A write that changes nothing also sets this time.",
    computed,
  ),
};

/** A record's ids in two other systems: the customer's own system, and the source of the data. */
export const outerIds = {
  externalId: text(
    "The id that the customer gave the record; `extid-…` finds the record. May be empty.",
  ),
  sourceId: text(
    "The id in the system from which the record was imported; `srcid-…` finds the record.",
  ),
};

/** The company that a record belongs to. */
export const ofCompany = {
  companyId: reference("company", "The company to which the record belongs.", required),
  companyName: text("The name of the company in `companyId`.", computed),
};

/** Where in Planhat a permission is given. */
export interface PermissionPlace {
  /** The name of the permission on the last screen of `place`. */
  readonly name: string;
  /** The path through the screens, outermost first. */
  readonly place: readonly string[];
}

/** Where a model's permission is given in each of Planhat's two interfaces. */
export interface ModelPermission {
  /** The interface at `app.planhat.com`. */
  readonly classic: PermissionPlace;
  /** The interface at `ws.planhat.com`. */
  readonly current: PermissionPlace;
  /** How sure the permission's name is. The path is confirmed. */
  readonly sure: Sureness;
}

export function permission(name: string, sure: Sureness = "inferred"): ModelPermission {
  return {
    classic: { name, place: ["Service Accounts", "PERMISSIONS"] },
    current: { name, place: ["App Center", "Private apps", "Permissions"] },
    sure,
  };
}

/**
 * The keys by which Planhat finds a record. In a request, `externalId` (`extId` for invoices) has the form `extid-…`,
 * and `sourceId` has the form `srcid-…`.
 */
export type Keyable = "_id" | "externalId" | "extId" | "sourceId" | "email";

/** The facts of one Planhat model, without its name. */
export interface ModelFacts {
  /** The model's name on Planhat's permission screen, in the singular. */
  readonly label: string;
  /** The path below the API's base URL, with a leading slash. */
  readonly path: `/${string}`;
  /** Records per page if no `limit` is sent. */
  readonly pageDefault: number;
  /** The largest `limit` that may be sent. Planhat does not document what happens above it. */
  readonly pageMax: number;
  /**
   * The order in which a scan misses no record; undefined if it is not known whether the list can be sorted. Planhat
   * promises no default order.
   */
  readonly sort: "_id" | undefined;
  /**
   * The property with the time of a record's last change, if there is such a property. Planhat has no "changed since"
   * filter.
   */
  readonly timestampField: "updatedAt" | "lastUpdated" | undefined;
  /**
   * The query parameters of the list, besides limit, offset, sort and select. Planhat ignores other parameters
   * without an error.
   */
  readonly filters: readonly string[];
  /**
   * The parameter with which the list returns archived records, which Planhat otherwise hides from the list.
   * Undefined if there is no such parameter. For end users, it is confirmed that the parameter exists, but not what
   * Planhat answers.
   */
  readonly archivedFilter: "archived" | "isArchived" | undefined;
  /** Whether one record can be requested by its id. */
  readonly canGet: boolean;
  readonly keyables: readonly Keyable[];
  readonly permission: ModelPermission;
  readonly fields: Readonly<Record<string, PlanhatField>>;
  /** How sure it is that Planhat serves the model at this path. */
  readonly endpoint: Sureness;
  /** How sure the page sizes are. */
  readonly paging: Sureness;
  /** How sure the name of `timestampField` is. */
  readonly timestamp: Sureness;
}

/**
 * The facts of the usual list: pages of 100 to 2,000 records, sorted by `_id`. A model overrides the facts that
 * differ.
 */
export const usual = {
  pageDefault: 100,
  pageMax: 2_000,
  sort: "_id",
  timestampField: "updatedAt",
  filters: ["companyId"],
  archivedFilter: undefined,
  canGet: true,
  keyables: ["_id", "sourceId", "externalId"],
  endpoint: "confirmed",
  paging: "inferred",
  timestamp: "inferred",
} as const satisfies Omit<ModelFacts, "label" | "path" | "permission" | "fields">;
