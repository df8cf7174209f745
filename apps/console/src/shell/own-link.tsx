import { A, useSearchParams } from "@solidjs/router";
import type { ComponentProps, JSX } from "solid-js";
import { LinkButton } from "../ui/button.tsx";

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

/** A link between a customer's pages, which goes on about the same connection. */
export function OwnLink(props: { href: string; children: JSX.Element }) {
  const own = useOwnAddress();
  return <A href={own(props.href)}>{props.children}</A>;
}

/** The same as a button. */
export function OwnLinkButton(props: ComponentProps<typeof LinkButton>) {
  const own = useOwnAddress();
  return <LinkButton {...props} href={own(props.href)} />;
}
