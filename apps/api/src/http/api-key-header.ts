const scheme = /^bearer +/i;

/** The API key in the headers. Other schemes than Bearer are not ours: a proxy may need them. */
export function readApiKey(headers: Headers): string | undefined {
  const header = headers.get("authorization") ?? "";
  return scheme.test(header) ? header.replace(scheme, "") : undefined;
}
