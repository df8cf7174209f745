import type { Role } from "@churned/domain/shared";
import { useLocation } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import Activity from "lucide-solid/icons/activity";
import ChartColumn from "lucide-solid/icons/chart-column";
import Inbox from "lucide-solid/icons/inbox";
import Mail from "lucide-solid/icons/mail";
import Plug from "lucide-solid/icons/plug";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import Send from "lucide-solid/icons/send";
import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal";
import Siren from "lucide-solid/icons/siren";
import Users from "lucide-solid/icons/users";
import { For, type JSX, Show } from "solid-js";
import { inboxQueries } from "../api/inbox-queries.ts";
import { demoQueries, queries } from "../api/queries.ts";
import { dataOf } from "../api/read.ts";
import { useOwnAddress } from "./own-link.tsx";
import "./navigation.css";

interface Place {
  readonly href: string;
  readonly label: string;
  /** The short label for the bar on narrow screens. */
  readonly short?: string;
  readonly icon: () => JSX.Element;
  readonly count?: () => number;
  /** What the number counts, in words for screen readers. */
  readonly counted?: string;
  readonly tone?: "bad";
  readonly isThere?: () => boolean;
  /** True if the link is missing in the bar on narrow screens, which has little space. Another page has the link. */
  readonly isRare?: true;
}

/** The links of a role: in a sidebar on wide screens, in a bar at the bottom on narrow screens. */
export function Navigation(props: { role: Role }) {
  return (
    <Show when={props.role === "operator"} fallback={<CustomerPlaces />}>
      <OperatorPlaces />
    </Show>
  );
}

const customerPlaces: readonly Place[] = [
  { href: "/planhat", label: "Planhat", icon: () => <Plug size={16} /> },
  { href: "/status", label: "Status", icon: () => <Activity size={16} /> },
  { href: "/sync", label: "Sync", icon: () => <RefreshCw size={16} /> },
];

function CustomerPlaces() {
  const own = useOwnAddress();
  return <Places places={customerPlaces} addressOf={own} />;
}

function OperatorPlaces() {
  const requests = useQuery(() => queries.waitingRequests());
  const demo = useQuery(() => demoQueries.demo());
  const problems = useQuery(() => inboxQueries.count());
  const incidents = useQuery(() => inboxQueries.openIncidents());
  const waiting = () => dataOf(requests)?.items.length ?? 0;
  // Created once, because a link that is created again would lose the focus.
  const places: readonly Place[] = [
    { href: "/overview", label: "Overview", icon: () => <ChartColumn size={16} /> },
    {
      href: "/needs-someone",
      label: "Needs someone",
      short: "Needed",
      icon: () => <Inbox size={16} />,
      count: () => dataOf(problems) ?? 0,
      counted: "waiting",
      tone: "bad",
    },
    { href: "/connections", label: "Connections", icon: () => <Plug size={16} /> },
    {
      href: "/sync-requests",
      label: "Sync requests",
      short: "Requests",
      icon: () => <Send size={16} />,
      count: waiting,
      counted: "waiting",
    },
    {
      href: "/incidents",
      label: "Incidents",
      icon: () => <Siren size={16} />,
      count: () => dataOf(incidents)?.items.length ?? 0,
      counted: "open",
      isRare: true,
    },
    {
      href: "/policies",
      label: "Policies",
      icon: () => <SlidersHorizontal size={16} />,
      isRare: true,
    },
    {
      href: "/people",
      label: "People",
      icon: () => <Users size={16} />,
      isRare: true,
    },
    {
      href: "/outbox",
      label: "Outbox",
      icon: () => <Mail size={16} />,
      isThere: () => dataOf(demo)?.outbox === true,
    },
  ];
  return <Places places={places} />;
}

function Places(props: { places: readonly Place[]; addressOf?: (href: string) => string }) {
  const location = useLocation();
  const isHere = (href: string) =>
    location.pathname === href || location.pathname.startsWith(`${href}/`);
  return (
    <nav data-places aria-label="Main">
      <For each={props.places}>
        {(place) => (
          <Show when={place.isThere?.() ?? true}>
            <a
              href={props.addressOf?.(place.href) ?? place.href}
              data-rare={place.isRare === true ? "" : undefined}
              aria-current={isHere(place.href) ? "page" : undefined}
            >
              {place.icon()}
              <span data-label={place.short === undefined ? undefined : "long"}>{place.label}</span>
              <Show when={place.short}>
                <span data-label="short" aria-hidden="true">
                  {place.short}
                </span>
              </Show>
              <Show when={(place.count?.() ?? 0) > 0}>
                <span data-count data-figures data-tone={place.tone}>
                  {place.count?.()}
                  <span data-unseen> {place.counted}</span>
                </span>
              </Show>
            </a>
          </Show>
        )}
      </For>
    </nav>
  );
}
