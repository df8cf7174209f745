import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repairText } from "@churned/domain/shared";
import { asOperator, withTenant } from "../client/database.ts";
import { writeJson } from "./repair-values.ts";
import { addAudit, addFact, listAuditRows, listTimelineRows } from "../history/index.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";

const odd = "nul \u0000, half \uD83D, other half \uDE00, whole 😀";
const mended = "nul \uFFFD, half \uFFFD, other half \uFFFD, whole 😀";
describe("text that PostgreSQL refuses", () => {
  let world: Arranged;
  let whose: { readonly id: string; readonly tenantId: string };
  beforeAll(async () => {
    world = await arrange();
    const { tenantId, connectionId } = await world.addTenant("acme");
    whose = { id: connectionId, tenantId };
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it("is repaired in a column, in a list and within JSON, and its other characters do not change", async () => {
    const { rows } = await asOperator(world.worker, system, (tx) =>
      tx.orm.execute(sql`select ${odd}::text as text, ${sql.param([odd])}::text[] as list,
        ${writeJson({ [odd]: [odd] })}::jsonb as json`),
    );
    expect(rows).toEqual([{ text: mended, list: [mended], json: { [mended]: [mended] } }]);
  });

  it("does not make a line of the timeline or the audit fail", async () => {
    await withTenant(world.worker, system, whose.tenantId, async (tx) => {
      addFact(tx, whose, { kind: "paused", reason: odd });
      addAudit(tx, { tenantId: whose.tenantId, action: "token.save", reason: odd });
      await Promise.resolve();
    });
    const read = await withTenant(world.api, system, whose.tenantId, async (tx) => ({
      facts: (await listTimelineRows(tx, { connectionId: whose.id, limit: 1 })).items,
      audit: (await listAuditRows(tx, { limit: 1 })).items,
    }));
    expect(read.facts).toMatchObject([{ fact: { kind: "paused", reason: mended } }]);
    expect(read.audit).toMatchObject([{ reason: mended }]);
  });

  it("is repaired for every code unit, and text that only looks like an escape stays unchanged", async () => {
    const texts = Array.from({ length: 0x1_00_00 }, (_, unit) => {
      const char = String.fromCharCode(unit);
      const spelled = String.raw`\u` + unit.toString(16).padStart(4, "0");
      return `${char} ${char}${char} \\${char} "${char}" ${spelled} \\${spelled}`;
    });
    const repaired = texts.map(repairText);
    const { rows } = await asOperator(world.worker, system, (tx) =>
      tx.orm.execute(
        sql`select ${writeJson(texts)}::jsonb as json, ${sql.param(texts)}::text[] as list`,
      ),
    );
    expect(rows).toEqual([{ json: repaired, list: repaired }]);
  });
});
