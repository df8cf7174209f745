import type { ModelName, ModelTable } from "./registry.ts";

/** A reference to another record. */
export interface Reference {
  readonly id: string;
  /** Null if Planhat sent only the record's id. Planhat may send the record's object instead, which has a name. */
  readonly name: string | null;
}

/** The decoded type for each type of field. */
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
  /** A code or a symbol, as the tenant entered it. */
  currency: string;
  texts: readonly string[];
  list: readonly unknown[];
  object: Readonly<Record<string, unknown>>;
  any: unknown;
}

type FieldsOf<M extends ModelName> = ModelTable[M]["fields"];

/** The names of a model's known fields. */
export type FieldOf<M extends ModelName> = keyof FieldsOf<M> & string;

/** The query parameters of a model's list, besides the parameters that every list has. */
export type FilterOf<M extends ModelName> = Exclude<ModelTable[M]["filters"][number], "companyId">;

type ValueOf<F> = F extends { readonly type: infer T extends keyof Values } ? Values[T] : never;

/** A decoded record. A field that Planhat did not send is absent. A field that Planhat sent empty is null. */
export type RecordOf<M extends ModelName> = {
  readonly [F in Exclude<keyof FieldsOf<M>, "_id">]?: ValueOf<FieldsOf<M>[F]> | null;
} & { readonly _id: string };
