import { useSearchParams } from "@solidjs/router";

/**
 * Addresses of a customer's pages that go on about the connection that the present address names; where it names none,
 * they name none either.
 */
export function useOwnAddress(): (href: string) => string {
  const [search] = useSearchParams<{ connection?: string }>();
  return (href) => {
    if (search.connection === undefined) return href;
    const [path = "", hash] = href.split("#");
    const named = `${path}?connection=${encodeURIComponent(search.connection)}`;
    return hash === undefined ? named : `${named}#${hash}`;
  };
}
