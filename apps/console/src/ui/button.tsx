import { type JSX, Show, splitProps } from "solid-js";
import "./button.css";

export type ButtonVariant = "filled" | "outline" | "quiet" | "danger";

interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "onClick"> {
  variant?: ButtonVariant;
  icon?: JSX.Element;
  /** While true, the button keeps its focus, and a second press does nothing. */
  busy?: boolean;
  onClick?: (event: MouseEvent) => void;
}

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ["variant", "icon", "busy", "onClick", "children", "type"]);
  return (
    <button
      {...rest}
      type={own.type ?? "button"}
      data-button={own.variant ?? "outline"}
      data-busy={own.busy ? "" : undefined}
      aria-disabled={own.busy ? "true" : undefined}
      onClick={(event) => {
        if (own.busy) event.preventDefault();
        else own.onClick?.(event);
      }}
    >
      <Show when={own.icon}>{own.icon}</Show>
      {own.children}
    </button>
  );
}

/** A link that looks like a button, because it is the next step. */
export function LinkButton(props: {
  href: string;
  variant?: ButtonVariant;
  icon?: JSX.Element;
  children: JSX.Element;
}) {
  return (
    <a href={props.href} data-button={props.variant ?? "outline"}>
      <Show when={props.icon}>{props.icon}</Show>
      {props.children}
    </a>
  );
}
