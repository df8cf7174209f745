/** Planhat's API hosts. A token works only on the host of its own cluster. Every other host rejects the token. */

/** A host. People choose it by its name, and the client calls its address. */
export interface PlanhatHost {
  readonly name: string;
  readonly baseUrl: string;
}

// Sources: Planhat's documentation (api), a community client's README (eu, eu2, eu3, us2), vendors' pages and public
// code (us1, us3, us4). Planhat publishes no list; see the README.
const clusters = ["", "-eu", "-eu2", "-eu3", "-us1", "-us2", "-us3", "-us4"] as const;

/** The known hosts, the default host first. All are https addresses under planhat.com. */
export const planhatHosts: readonly PlanhatHost[] = clusters.map((cluster) => ({
  name: `api${cluster}`,
  baseUrl: `https://api${cluster}.planhat.com`,
}));

/**
 * Reads a table of hosts that replaces the known hosts: `name=url,name=url`. Throws `TypeError` for any other text.
 * The message does not repeat the text.
 */
export function parseHostTable(text: string): PlanhatHost[] {
  const hosts = text.split(",").map((entry) => {
    const at = entry.indexOf("=");
    const [name, baseUrl] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    const isUsable =
      /^[\w-]{1,60}$/.test(name) &&
      URL.canParse(baseUrl) &&
      /^https?:$/.test(new URL(baseUrl).protocol);
    if (at < 1 || !isUsable) throw new TypeError("Write the hosts as name=url,name=url.");
    return { name, baseUrl: baseUrl.replace(/\/$/, "") };
  });
  if (new Set(hosts.map(({ name }) => name)).size !== hosts.length)
    throw new TypeError("A host is named twice.");
  return hosts;
}

/**
 * The name of the host for a text in which a person names a region: a host's name, `us3`, or the address of a page in
 * their Planhat (`https://app-us3.planhat.com/…`). Undefined if the text names no region.
 */
export function findHostName(text: string): string | undefined {
  const known = text.trim().toLowerCase();
  const page = /^(?:https?:\/\/)?(?:app|ws|api)(-[a-z]{2}\d?)?\.planhat\.com(?:[/:?#]|$)/.exec(
    known,
  );
  if (page !== null) return page[1] === undefined ? undefined : `api${page[1]}`;
  return /^[a-z]{2}\d?$/.test(known) ? `api-${known}` : known || undefined;
}
