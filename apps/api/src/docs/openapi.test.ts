import type { Operation, OperationName } from "@churned/domain/wire";
import { operations, routes } from "@churned/domain/wire";
import { describe, expect, test } from "vitest";
import { listErrors } from "./describe-problems.ts";
import { renderOpenApi } from "./openapi.ts";
import { errorStatus } from "../http/error-status.ts";

const document = renderOpenApi("https://connect.churned.example");
const names = Object.keys(operations) as OperationName[];

interface Described {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

function find(name: OperationName): Described {
  const path = document.paths?.[routes[name].path] as Record<string, Described> | undefined;
  const found = path?.[routes[name].method.toLowerCase()];
  if (found === undefined) throw new Error(`${name} is not described`);
  return found;
}

describe("the OpenAPI document", () => {
  test.each(names)("describes %s as the app serves it", (name) => {
    const operation: Operation = operations[name];
    const described = find(name);
    expect(described.operationId).toBe(name);
    expect(described.responses[String(operation.status)]?.content).toHaveProperty([
      Object.keys(operation.streams ?? { "application/json": {} })[0] ?? "",
      "schema",
    ]);
    for (const code of listErrors(operation))
      expect(described.responses[String(errorStatus[code])]?.content).toHaveProperty([
        "application/problem+json",
      ]);
    expect(described.requestBody !== undefined).toBe(operation.body !== undefined);
    expect(described.security).toEqual(
      operation.access === "anyone"
        ? []
        : operation.isForPeople === true
          ? [{ session: [] }]
          : undefined,
    );
    const inPath = described.parameters?.filter((parameter) => parameter.in === "path") ?? [];
    expect(inPath.map((parameter) => parameter.name)).toEqual(
      routes[name].path.includes("{id}") ? ["id"] : [],
    );
    const inQuery = described.parameters?.filter((parameter) => parameter.in === "query") ?? [];
    expect(inQuery.map((parameter) => parameter.name).toSorted()).toEqual(
      Object.keys(operation.query?.shape ?? {}).toSorted(),
    );
  });

  test("is OpenAPI 3.1, and every reference has a target", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(references.length).toBeGreaterThan(20);
    for (const reference of new Set(references)) {
      const target = reference
        .split("/")
        .reduce<unknown>(
          (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
          document,
        );
      expect([reference, typeof target]).toEqual([reference, "object"]);
    }
  });

  test("uses only declared tags, and unique operation ids", () => {
    const described = names.map(find);
    const known = document.tags?.map(({ name }) => name);
    for (const { tags } of described) expect(known).toContain(tags[0]);
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(names.length);
  });

  test("has a valid example for each body", () => {
    const wrong = names.filter((name) => {
      const { body, bodyExample }: Operation = operations[name];
      return body?.safeParse(bodyExample).success === false;
    });
    expect(wrong).toEqual([]);
  });
});
