import { A } from "@solidjs/router";
import type { ComponentProps, JSX } from "solid-js";
import { LinkButton } from "../ui/button.tsx";
import { useOwnAddress } from "./own-address.ts";

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
