import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModelName } from "../plan/models.ts";
import { defaultPlan, plannedModels } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import { answerKinds, isAcceptance, isRefusal, isWithheld, outcomeOf } from "./answers.ts";
import { deriveVerdict } from "./derive.ts";
import type { Evidence } from "./evidence.ts";
import { explainVerdict } from "../words/verdict.ts";
import { verdictKinds } from "./kinds.ts";
import { isSent } from "./verdict.ts";
import { splitDetail } from "./verdict-detail.ts";

const all = (answer: AnswerKind): Partial<Record<ModelName, AnswerKind>> =>
  Object.fromEntries(plannedModels(defaultPlan).map((model) => [model, answer]));

const evidence = (answers: Evidence["answers"], rest: Partial<Evidence> = {}): Evidence => ({
  plan: defaultPlan,
  host: "api",
  answers,
  otherHosts: [],
  ...rest,
});

describe("deriveVerdict", () => {
  it.each<[string, Evidence, string, readonly ModelName[]]>([
    ["every model answers", evidence(all("rows")), "connected", []],
    [
      "every model answers, some empty",
      evidence({ ...all("rows"), churn: "no_rows" }),
      "connected",
      [],
    ],
    [
      "a wanted model is forbidden",
      evidence({ ...all("rows"), nps: "forbidden" }),
      "connected_partially",
      ["nps"],
    ],
    [
      "a required model is forbidden",
      evidence({ ...all("rows"), enduser: "forbidden" }),
      "missing_permissions",
      ["enduser"],
    ],
    [
      "a required model is rejected where others answer",
      evidence({ ...all("rows"), enduser: "rejected" }),
      "missing_permissions",
      ["enduser"],
    ],
    [
      "a wanted model fails where others answer",
      evidence({ ...all("rows"), task: "planhat_failed" }),
      "connected",
      [],
    ],
    [
      "a required model fails where others answer",
      evidence({ ...all("rows"), company: "planhat_failed" }),
      "planhat_down",
      ["company"],
    ],
    ["every model is rejected", evidence(all("rejected")), "token_rejected", []],
    [
      "every model is rejected, on every host",
      evidence(all("rejected"), { otherHosts: [{ host: "api-eu", answer: "rejected" }] }),
      "token_rejected",
      [],
    ],
    [
      "every model is rejected, and another host is down",
      evidence(all("rejected"), { otherHosts: [{ host: "api-eu", answer: "planhat_failed" }] }),
      "token_rejected",
      [],
    ],
    [
      "the named host rejects, and another accepts",
      evidence(all("rejected"), {
        otherHosts: [{ host: "api-eu", answer: "rows" }],
      }),
      "wrong_region",
      [],
    ],
    [
      "the named host rejects, and another knows the token without letting it read",
      evidence(all("rejected"), { otherHosts: [{ host: "api-eu", answer: "forbidden" }] }),
      "wrong_region",
      [],
    ],
    ["every address is unknown", evidence(all("not_found")), "unexpected_answer", []],
    [
      "every address is unknown here, and other hosts reject",
      evidence(all("not_found"), { otherHosts: [{ host: "api-eu", answer: "rejected" }] }),
      "unexpected_answer",
      [],
    ],
    [
      "one host forbids, and another does not know the address",
      evidence(all("forbidden"), { otherHosts: [{ host: "api-eu", answer: "not_found" }] }),
      "missing_permissions",
      ["company", "enduser"],
    ],
    [
      "a required model's address is unknown where others answer",
      evidence({ ...all("rows"), enduser: "not_found" }),
      "missing_permissions",
      ["enduser"],
    ],
    [
      "one host forbids everything, and others reject",
      evidence(all("forbidden"), { otherHosts: [{ host: "api-eu", answer: "rejected" }] }),
      "missing_permissions",
      ["company", "enduser"],
    ],
    [
      "some models are rejected, the rest do not answer",
      evidence({ ...all("rejected"), task: "timed_out" }),
      "unreachable",
      ["task"],
    ],
    ["every call is throttled", evidence(all("throttled")), "throttled", []],
    ["nothing answers", evidence(all("unreachable")), "unreachable", []],
    ["something else answers", evidence(all("unexpected_answer")), "unexpected_answer", []],
    ["we failed", evidence({ ...all("rejected"), company: "our_fault" }), "our_fault", ["company"]],
    ["nothing was asked", evidence({}), "our_fault", []],
    [
      "two rejections are not believed, and the other models were not asked",
      evidence(
        { company: "unexpected_answer", enduser: "unexpected_answer" },
        { isUncertain: true, otherHosts: [{ host: "api-eu", answer: "rejected" }] },
      ),
      "unexpected_answer",
      [],
    ],
  ])("judges as a person would when %s", (_case, given, kind, models) => {
    expect(deriveVerdict(given)).toMatchObject({ kind, models });
  });

  it("tells a rejection that is not believed as an unexpected answer of Planhat", () => {
    const judged = deriveVerdict(evidence({ company: "unexpected_answer" }, { isUncertain: true }));
    const { title } = explainVerdict(judged);
    expect(title).toBe("Planhat's address gave an unexpected answer");
  });

  it("tells a wait for our own limit of calls with its end, and a wait for Planhat's limit without", () => {
    const heldUntil = new Date("2026-11-29T12:31:05.000Z");
    const ours = "own_wait:2026-11-29T12:31:05.000Z";
    const said = (given: Evidence) => {
      const { kind, detail } = deriveVerdict({ ...given, heldUntil });
      return [kind, detail];
    };
    expect(said(evidence(all("held_back")))).toEqual(["throttled", ours]);
    expect(said(evidence({ ...all("rows"), enduser: "held_back" }))).toEqual(["throttled", ours]);
    const elsewhere = { host: "api-eu", answer: "held_back" } as const;
    const rejected = { ...evidence(all("rejected")), otherHosts: [elsewhere] };
    expect(said(rejected)).toEqual(["throttled", ours]);
    expect(said(evidence({ ...all("held_back"), nps: "throttled" }))).toEqual([
      "throttled",
      undefined,
    ]);
  });

  it("names the models that were not asked although the token works, and until when the wait is, if it is ours", () => {
    const heldUntil = new Date("2026-11-23T14:41:07Z");
    const of = (given: Partial<Record<ModelName, AnswerKind>>) =>
      deriveVerdict(evidence({ ...all("rows"), ...given }, { heldUntil }));
    // A model that is wanted but not required does not delay the verdict.
    const ours = of({ nps: "held_back", ticket: "held_back" });
    expect(ours).toMatchObject({ kind: "connected", confidence: "likely" });
    expect(splitDetail(ours.detail).notCalled?.models.toSorted()).toEqual(["nps", "ticket"]);
    const text = (verdict: typeof ours, language: "en" | "nl") =>
      explainVerdict(verdict, language).explanation;
    expect(text(ours, "en")).toMatch(/(NPS.*Ticket|Ticket.*NPS).*not asked yet.*14:41:07 UTC/);
    expect(text(ours, "nl")).toMatch(/nog niet gevraagd.*14:41:07 UTC/);
    const theirs = of({ nps: "throttled", task: "forbidden" });
    expect(theirs.kind).toBe("connected_partially");
    expect(text(theirs, "en")).toMatch(/NPS.*not asked yet, because Planhat asked us to wait/);
    expect(of({}).detail).toBeUndefined();
  });

  it("says what a status of Planhat's means that refuses whatever is asked, and who can act", () => {
    const of = (status: number) => {
      const withheldBy = isWithheld(status) ? status : undefined;
      const verdict = deriveVerdict(evidence(all("invalid"), { withheldBy }));
      expect(verdict.kind).toBe("unexpected_answer");
      return explainVerdict(verdict, "en").explanation;
    };
    expect(of(402)).toMatch(/status 402.*manages the Planhat subscription/);
    for (const status of [410, 423, 451])
      expect(of(status)).toMatch(new RegExp(`status ${status}.*ask its support`));
    expect(of(400)).toMatch(/for Churned to mend/);
  });

  it("names the models that have not answered yet, with every verdict and detail", () => {
    const pending: readonly ModelName[] = ["nps", "task"];
    const { nps: _, task: __, ...rest } = all("rows");
    const soon = deriveVerdict(evidence(rest, { pending }));
    expect(soon).toMatchObject({ kind: "connected", confidence: "likely", models: [] });
    expect(splitDetail(soon.detail)).toEqual({ pending, detail: undefined });
    const gap = { model: "company", kind: "listed_less", seen: 1, of: 9 } as const;
    const narrow = deriveVerdict(evidence(rest, { pending, gaps: [gap] }));
    expect(narrow.kind).toBe("restricted_view");
    const { detail } = deriveVerdict(evidence(all("rows"), { gaps: [gap] }));
    expect(splitDetail(narrow.detail)).toEqual({ pending, detail });
    // If no call was accepted, a model without an answer makes the verdict inconclusive.
    const { nps: ___, ...refused } = all("forbidden");
    expect(deriveVerdict(evidence(refused, { pending: ["nps"] })).kind).toBe("unreachable");
  });

  it("has a rule for every verdict kind that results from calls to Planhat", () => {
    const gaps = [{ model: "company", kind: "listed_less", seen: 1, of: 9 }] as const;
    const given = [
      ...answerKinds.map((answer) => evidence(all(answer))),
      evidence({ ...all("rows"), nps: "forbidden" }),
      evidence(all("rejected"), { otherHosts: [{ host: "api-eu", answer: "rows" }] }),
      evidence(all("rows"), { gaps }),
      evidence(all("rows"), { isOtherPlanhat: true }),
    ];
    const found = new Set(given.map((one) => deriveVerdict(one).kind));
    expect(verdictKinds.filter((kind) => isSent(kind) && !found.has(kind))).toEqual([]);
  });

  // Use few kinds of answers at a time, because the dangerous cases are those in which all answers but one agree.
  const anyEvidence = fc
    .subarray([...answerKinds], { minLength: 1, maxLength: 3 })
    .chain((kinds) =>
      fc.record({
        answers: fc.array(fc.constantFrom(...kinds), { minLength: 12, maxLength: 12 }),
        others: fc.array(fc.constantFrom(...kinds, "rejected" as const, "rows" as const), {
          maxLength: 3,
        }),
      }),
    )
    .map(({ answers, others }) =>
      evidence(
        Object.fromEntries(
          plannedModels(defaultPlan).map((model, index) => [model, answers[index] ?? "our_fault"]),
        ),
        { otherHosts: others.map((kind, index) => ({ host: `h${index}`, answer: kind })) },
      ),
    );

  it("never calls a token rejected if its own host was inconclusive, or if a host accepted it", () => {
    fc.assert(
      fc.property(anyEvidence, (given) => {
        const here = Object.values(given.answers);
        const others = given.otherHosts.map((other) => other.answer);
        if (deriveVerdict(given).kind !== "token_rejected") return;
        expect(here.every(isRefusal)).toBe(true);
        expect([...here, ...others].some(isAcceptance)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("says connected only when every required model answered", () => {
    fc.assert(
      fc.property(anyEvidence, (given) => {
        if (!deriveVerdict(given).kind.startsWith("connected")) return;
        for (const model of plannedModels(given.plan).filter(
          (name) => given.plan[name] === "required",
        ))
          expect(isAcceptance(given.answers[model] ?? "our_fault")).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("outcomeOf", () => {
  it("calls a rejection a denial only if the token is known to work", () => {
    expect(outcomeOf("rejected", true)).toBe("denied");
    expect(outcomeOf("rejected", false)).toBe("unknown");
  });
});

describe("explainVerdict", () => {
  it.each(verdictKinds)("has words for %s, and a remedy wherever the customer must act", (kind) => {
    const words = explainVerdict({ kind, models: ["enduser"], detail: "tenant_uuid" });
    expect(words.title.length).toBeGreaterThan(10);
    expect(words.explanation.length).toBeGreaterThan(20);
    if (words.audience === "customer") expect(words.remedy.length).toBeGreaterThan(0);
    if (words.waitingHelps) expect(words.audience).not.toBe("customer");
  });
});
