import { describe, expect, test } from "vitest";
import { languages } from "../shared/language.ts";
import type { Language } from "../shared/language.ts";
import { modelLabels, modelNames } from "../plan/models.ts";
import { describeGap, parseGap, formatGap } from "../verdict/gap-detail.ts";
import { verdictKinds } from "../verdict/kinds.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { formatOwnWait, formatPending } from "../verdict/verdict-detail.ts";
import { deriveVerdict } from "../verdict/derive.ts";
import { explainVerdict, nameVerdict } from "./verdict.ts";
import { writeReadyMail, writeSupportText } from "./ready-mails.ts";

const about = {
  names: ["Ada"],
  tenantName: "Globex",
  hasLanded: true,
  link: "http://localhost:3000/planhat",
  connectionName: "Globex's Planhat",
  lastFour: "x9Qa",
};
const request = {
  at: "2026-11-23T14:41:07.120Z",
  host: "api-eu",
  method: "GET",
  path: "/endusers?limit=1",
  status: 403,
};

function allWords(verdict: Verdict, language: Language): string[] {
  const { title, explanation, remedy } = explainVerdict(verdict, language);
  const mail = writeReadyMail(verdict, { ...about, language });
  const support = writeSupportText(verdict, {
    language,
    tenantName: "Globex",
    lastFour: "x9Qa",
    requests: [request],
  });
  const name = nameVerdict(verdict.kind, language);
  return [name, title, explanation, ...remedy, mail.subject, mail.body, support];
}

describe.each(languages)("in %s", (language) => {
  test.each(verdictKinds)("%s has all of its words, with models and without", (kind) => {
    const some = allWords({ kind, models: ["company", "enduser"], detail: "url" }, language);
    const none = allWords({ kind, models: [] }, language);
    for (const words of [...some, ...none]) {
      expect(words.trim().length).toBeGreaterThan(2);
      expect(words).not.toMatch(/undefined|null|NaN|\[object| {3}|\.\.|\(\)/);
    }
    const [, title = "", explanation = ""] = some;
    expect(title).not.toMatch(/[.!]$/);
    expect(explanation).toMatch(/\.$/);
  });

  test("tells a wait for our own limit with its end, and does not blame Planhat for it", () => {
    const detail = formatOwnWait(new Date("2026-11-29T12:31:05.000Z"));
    const ours = explainVerdict({ kind: "throttled", models: [], detail }, language);
    expect(ours.explanation).toContain("12:31:05 UTC");
    const theirs = explainVerdict({ kind: "throttled", models: [] }, language);
    expect(theirs.title).not.toBe(ours.title);
    expect(nameVerdict("throttled", language)).not.toContain("Planhat");
  });

  test("names the models that have not answered yet, with every verdict", () => {
    for (const kind of verdictKinds) {
      const detail = formatPending(["nps"], "api-eu") ?? "";
      expect(explainVerdict({ kind, models: [], detail }, language).explanation).toContain("NPS: ");
    }
  });

  test("names every permission as Planhat's screen does, for both of its interfaces", () => {
    const models = [...modelNames];
    const remedy = explainVerdict({ kind: "missing_permissions", models }, language).remedy;
    for (const model of models)
      expect(
        remedy.filter((step) => new RegExp(` ${modelLabels[model]}[ ,.]`).test(step)),
      ).not.toEqual([]);
    for (const place of ["Service Accounts", "App Center › Private apps", "PERMISSIONS", "View"])
      expect(remedy.join("\n")).toContain(place);
    const { remedy: anew } = explainVerdict({ kind: "token_rejected", models: [] }, language);
    for (const place of ["INFO", "Generate New Token", "Save"])
      expect(anew.join("\n")).toContain(place);
  });

  test("shortens a long list in headlines, and gives it in full in the steps", () => {
    const verdict = { kind: "missing_permissions", models: [...modelNames] } as const;
    const { title, remedy } = explainVerdict(verdict, language);
    expect(title).toContain("Company, End User, License");
    expect(title).toContain(String(modelNames.length - 3));
    expect(remedy).toHaveLength(3);
    for (const model of modelNames) expect(remedy[1]).toContain(modelLabels[model]);
  });

  test("the mail has a greeting, numbered steps and a link", () => {
    const verdict = { kind: "missing_permissions", models: ["enduser"] } as const;
    const { body } = writeReadyMail(verdict, { ...about, names: ["Ada", "Bob"], language });
    expect(body.split("\n")[0]).toMatch(/^(?:Hello|Hallo) Ada, Bob,$/);
    for (const [index, step] of explainVerdict(verdict, language).remedy.entries())
      expect(body).toContain(`\n${index + 1}. ${step}`);
    expect(body).toContain(`\n${about.link}\n`);
    expect(body).toContain("“Globex's Planhat”");
    expect(body).toContain("x9Qa");
  });

  test("the text for support lists requests in UTC, like Planhat's LOGS, and only the last characters of the token", () => {
    const text = writeSupportText(
      { kind: "missing_permissions", models: ["enduser"] },
      {
        language,
        tenantName: "Globex",
        lastFour: "x9Qa",
        requests: [request, { ...request, at: "2026-11-23T14:41:08.000Z", status: null }],
      },
    );
    expect(text).toContain("2026-11-23 14:41:07 UTC  api-eu  GET /endusers?limit=1  403\n");
    expect(text).toMatch(/2026-11-23 14:41:08 UTC {2}api-eu {2}GET \/endusers\?limit=1 {2}\D+\n/);
    expect(text).toContain("LOGS");
    expect(text).toContain("x9Qa");
  });

  test("without a request, the text for support says that there is none", () => {
    const text = writeSupportText(
      { kind: "wrong_secret", models: [] },
      { language, tenantName: "Globex", lastFour: null, requests: [] },
    );
    expect(text).not.toContain("UTC");
    expect(text).toContain("LOGS");
  });
});

test("no text claims that somebody is working on it or how long that takes, because the system cannot know", () => {
  const unknown =
    /usually|same day|we are on it|looking into|takes a minute|meestal|zelfde dag|ermee bezig|zoeken het uit|kost een minuut/i;
  for (const language of languages)
    for (const kind of verdictKinds)
      for (const words of allWords({ kind, models: ["enduser"] }, language))
        expect(words).not.toMatch(unknown);
});

test("no text is the same in two languages, except names", () => {
  for (const kind of verdictKinds) {
    const verdict = { kind, models: ["enduser"] } as const;
    const [en, nl] = [explainVerdict(verdict, "en"), explainVerdict(verdict, "nl")];
    expect(nl.title).not.toBe(en.title);
    expect(nl.explanation).not.toBe(en.explanation);
    expect(nl.remedy.length).toBe(en.remedy.length);
    expect([nl.audience, nl.waitingHelps]).toEqual([en.audience, en.waitingHelps]);
  }
});

test.each(languages)("a limited view is told in numbers, in %s", (language) => {
  const gap = { model: "company", kind: "listed_less", seen: 312, of: 1480 } as const;
  const verdict = { kind: "restricted_view", models: ["company"], detail: formatGap(gap) } as const;
  const told = `(Company: ${describeGap(gap, language)})`;
  expect(explainVerdict(verdict, language).explanation).toContain(told);
  expect(writeReadyMail(verdict, { ...about, language }).body).toContain(told);
  expect(parseGap(formatGap(gap))).toEqual(gap);
  const field = { model: "user", kind: "empty_field", seen: 0, of: 9, field: "mail box" } as const;
  expect(parseGap(formatGap(field))).toEqual(field);
});

test("the explanation says what is wrong with a paste, and omits a mistake that is no longer known", () => {
  const explain = (detail: string) =>
    explainVerdict({ kind: "wrong_secret", models: [], detail }).explanation;
  expect(explain("tenant_uuid")).toContain("tenant's UUID");
  expect(explain("of_yesterday")).toContain("not Planhat's API access token");
});

test.each(languages)(
  "a remedy names all missing permissions at once, also those of models that are only wanted, in %s",
  (language) => {
    const verdict = {
      kind: "missing_permissions",
      models: ["enduser"],
      alsoDenied: ["license", "nps"],
    } as const;
    const { title, remedy } = explainVerdict(verdict, language);
    const [tick = ""] = remedy.filter((step) => step.includes("PERMISSIONS"));
    for (const label of ["End User", "License", "NPS"]) expect(tick).toContain(label);
    // A tenant may have renamed its models. The headline names only the models that predictions need.
    expect(tick).toMatch(/something else|anders heten/);
    expect(title).not.toContain("License");
  },
);

test.each(languages)(
  "a remedy describes the interface of Planhat that was chosen, or both if none was, in %s",
  (language) => {
    for (const kind of ["missing_permissions", "token_rejected", "restricted_view"] as const) {
      const told = (where: "both" | "classic" | "new") =>
        explainVerdict({ kind, models: ["enduser"] }, language, where).remedy.join(" ");
      expect(told("classic")).toContain("Service Accounts");
      expect(told("classic")).not.toContain("App Center");
      expect(told("new")).toContain("App Center › Private apps");
      expect(told("new")).not.toContain("Service Accounts");
      expect(told("both")).toMatch(/Service Accounts.*App Center/);
    }
  },
);

test.each([
  ["rejected", true],
  ["not_found", true],
  ["forbidden_unproven", true],
  ["forbidden", false],
] as const)(
  "a model that is %s while others answer: the explanation says likely: %s",
  (answer, isLikely) => {
    const plan = { company: "required", enduser: "required" } as const;
    const judged = deriveVerdict({
      plan,
      host: "api",
      answers: { company: "rows", enduser: answer },
      otherHosts: [],
    });
    expect(judged.kind).toBe("missing_permissions");
    for (const language of languages)
      expect(/likely|waarschijnlijk/.test(explainVerdict(judged, language).explanation)).toBe(
        isLikely,
      );
  },
);

test("a rejection that is not proven has a name that says so, in each language", () => {
  expect(languages.map((language) => nameVerdict("token_rejected", language, true))).toEqual([
    "Token perhaps rejected",
    "Token misschien geweigerd",
  ]);
  expect(nameVerdict("token_rejected", "en")).toBe("Token rejected");
  expect(nameVerdict("throttled", "en", true)).toBe(nameVerdict("throttled", "en"));
});
