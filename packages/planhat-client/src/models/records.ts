import type { ModelName, ModelTable } from "./registry.ts";

/** Another record, as a field of this one names it. */
export interface Reference {
  readonly id: string;
  /** Only when Planhat sent the record's object in place of its id. */
  readonly name: string | null;
}

/** What each type of field becomes when it is decoded. */
interface Values {
  text: string;
  number: number;
  flag: boolean;
  choice: string;
  date: Date;
  /** `YYYY-MM-DD`. */
  days: string;
  reference: Reference;
  references: readonly Reference[];
  /** A code or a symbol, as the tenant wrote it. */
  currency: string;
  texts: readonly string[];
  list: readonly unknown[];
  object: Readonly<Record<string, unknown>>;
  any: unknown;
}

type FieldsOf<M extends ModelName> = ModelTable[M]["fields"];

/** The names of a model's known fields. */
export type FieldOf<M extends ModelName> = keyof FieldsOf<M> & string;

/** The query parameters that a model's list knows, besides those that every list has. */
export type FilterOf<M extends ModelName> = Exclude<ModelTable[M]["filters"][number], "companyId">;

type ValueOf<F> = F extends { readonly type: infer T extends keyof Values } ? Values[T] : never;

/** A decoded record. A field that Planhat did not send is absent; one that it sent empty is null. */
export type RecordOf<M extends ModelName> = {
  readonly [F in Exclude<keyof FieldsOf<M>, "_id">]?: ValueOf<FieldsOf<M>[F]> | null;
} & { readonly _id: string };
