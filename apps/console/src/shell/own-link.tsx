import { A, useSearchParams } from "@solidjs/router";
import type { ComponentProps, JSX } from "solid-js";
import { LinkButton } from "../ui/button.tsx";

/**
 * Addresses of a customer's pages with the connection of the current address. If the current address names none, they
 * name none.
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

/** The same link in the form of a button. */
export function OwnLinkButton(props: ComponentProps<typeof LinkButton>) {
  const own = useOwnAddress();
  return <LinkButton {...props} href={own(props.href)} />;
}
