const keys = ["name", "companyName", "title", "subject", "nickName", "email"];

/** What a person would call a record; undefined where it has nothing of the kind. */
export function nameOfRecord(data: Record<string, unknown> | null): string | undefined {
  for (const key of keys) {
    const value = data?.[key];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return undefined;
}
