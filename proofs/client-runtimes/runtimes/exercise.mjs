// Uses the client as an outside developer would, in the same way in every runtime. This is plain JavaScript without
// imports: the caller loads the built package in the runtime's own way and passes it. Returns the results for
// comparison.

/** @param {typeof import("@churned/planhat-client")} client @param {string} door @param {string} token */
export async function exercise({ createPlanhatClient, decode }, { inspectToken }, door, token) {
  const told = [];
  const make = (path, more) =>
    createPlanhatClient({
      baseUrl: door + path,
      token,
      retryBaseMs: 1,
      retries: 0,
      onRequest: ({ errorKind, status }) => told.push(errorKind ?? status),
      ...more,
    });
  const planhat = make("/sandbox");
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);

  const ids = new Set();
  for await (const enduser of planhat.items("enduser", { pageSize: 60 })) ids.add(enduser._id);
  const [company] = await planhat.list("company", { limit: 1 });
  const bytes = await planhat.pageBytes("company", { offset: 0, limit: 3 });
  const again = await planhat.get("company", company._id);
  const happened = {
    probe: await planhat.probe("license"),
    endusers: ids.size,
    bytes: bytes instanceof Uint8Array && JSON.parse(new TextDecoder().decode(bytes)).length,
    name: decode("company", again).record.name === company.name,
    rejected: await fail(make("/sandbox", { token: "x".repeat(60) }).probe("company")),
    redirect: await fail(make("/moved").probe("company")),
    silent: await fail(make("/silent", { attemptTimeoutMs: 50 }).probe("company")),
    half: await fail(make("/half", { attemptTimeoutMs: 50 }).probe("company")),
    aborted: await fail(make("/silent").probe("company", { signal: controller.signal })),
    cut: await fail(make("/cut").probe("company")),
    large: await fail(
      make("/sandbox", { maxBodyBytes: 100 }).page("company", { offset: 0, limit: 50 }),
    ),
    pasted: inspectToken(` "Bearer ${token}" `).token === token,
  };
  told.length = 0;
  happened.retried = [
    (await make(`/shaky/${crypto.randomUUID()}`, { retries: 1 }).probe("company")).rows,
    ...told,
  ];
  return happened;
}

async function fail(call) {
  try {
    await call;
    return "no error";
  } catch (error) {
    return [error.kind, error.reason].filter(Boolean).join(" ");
  }
}
