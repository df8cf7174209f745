import { A, useSearchParams } from "@solidjs/router";
import type { ComponentProps, JSX } from "solid-js";
import { LinkButton } from "../ui/button.tsx";

/**
 * Makes addresses of a customer's pages. If the current address contains a connection, the made addresses contain it
 * too.
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

/** A link between a customer's pages that keeps the connection. */
export function OwnLink(props: { href: string; children: JSX.Element }) {
  const own = useOwnAddress();
  return <A href={own(props.href)}>{props.children}</A>;
}

/** A link that looks like a button and keeps the connection. */
export function OwnLinkButton(props: ComponentProps<typeof LinkButton>) {
  const own = useOwnAddress();
  return <LinkButton {...props} href={own(props.href)} />;
}
