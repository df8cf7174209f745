/** The words that generated records contain. All are invented. */

type Words = readonly [string, ...string[]];

export const countries: Words = [
  "Netherlands",
  "Germany",
  "Sweden",
  "United Kingdom",
  "United States",
  "France",
  "Spain",
];
export const cities: Words = [
  "Amsterdam",
  "Berlin",
  "Stockholm",
  "London",
  "Boston",
  "Lyon",
  "Valencia",
  "Utrecht",
];
export const products: Words = ["Core", "Plus", "Enterprise", "Insights", "Automation"];
export const phases: Words = ["Onboarding", "Adoption", "Growth", "Renewal", "At risk"];
export const jobs: Words = [
  "Head of Operations",
  "CFO",
  "Team lead",
  "Analyst",
  "Product owner",
  "Support agent",
];
export const churnReasons: Words = [
  "Price",
  "Missing feature",
  "Went bankrupt",
  "Merged",
  "Champion left",
  "Competitor",
];
export const subjects: Words = [
  "Kick-off",
  "Quarterly review",
  "Question about the invoice",
  "Login does not work",
  "Import is slow",
  "Renewal talk",
  "Feature request: export",
  "Training for the new team",
  "Feedback after launch",
  "Missing data in the report",
];

/**
 * Custom fields with the types of their values. Their names look like names that people type, with spaces and emoji.
 */
export const customFields: readonly (readonly [name: string, type: string, parent: string])[] = [
  ["ARR tier", "list", "Company"],
  ["Churn risk 🔥", "list", "Company"],
  ["Contract signed on", "day", "Company"],
  ["Debtor no. (ERP)", "text", "Company"],
  ["Industry", "list", "Company"],
  ["Integration: Slack?", "checkbox", "Company"],
  ["Last QBR", "date", "Company"],
  ["Onboarding score ⭐", "rating", "Company"],
  ["Seats / used", "number", "Company"],
  ["Used modules", "multipicklist", "Company"],
  ["Decision maker?", "checkbox", "EndUser"],
  ["Newsletter 📬", "checkbox", "EndUser"],
  ["Preferred language", "list", "EndUser"],
  ["Discount %", "number", "License"],
  ["PO number", "text", "License"],
];
