import type { Role } from "@churned/domain";
import { useLocation } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import Activity from "lucide-solid/icons/activity";
import Mail from "lucide-solid/icons/mail";
import Plug from "lucide-solid/icons/plug";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import Send from "lucide-solid/icons/send";
import { For, type JSX, Show } from "solid-js";
import { demoQueries, queries } from "../api/queries.ts";
import "./navigation.css";

interface Place {
  readonly href: string;
  readonly label: string;
  readonly icon: () => JSX.Element;
  readonly count?: () => number;
  readonly isThere?: () => boolean;
}

/** The places of a role: a sidebar where there is room, a bar at the thumb where there is not. */
export function Navigation(props: { role: Role }) {
  return (
    <Show when={props.role === "operator"} fallback={<Places places={customerPlaces} />}>
      <OperatorPlaces />
    </Show>
  );
}

const customerPlaces: readonly Place[] = [
  { href: "/planhat", label: "Planhat", icon: () => <Plug size={16} /> },
  { href: "/status", label: "Status", icon: () => <Activity size={16} /> },
  { href: "/sync", label: "Sync", icon: () => <RefreshCw size={16} /> },
];

function OperatorPlaces() {
  const requests = useQuery(() => queries.syncRequests());
  const demo = useQuery(() => demoQueries.demo());
  const waiting = () =>
    requests.isSuccess ? requests.data.items.filter(({ state }) => state === "waiting").length : 0;
  // Made once: a link that is made anew while it has the focus would lose it.
  const places: readonly Place[] = [
    { href: "/connections", label: "Connections", icon: () => <Plug size={16} /> },
    {
      href: "/sync-requests",
      label: "Sync requests",
      icon: () => <Send size={16} />,
      count: waiting,
    },
    {
      href: "/outbox",
      label: "Outbox",
      icon: () => <Mail size={16} />,
      isThere: () => demo.isSuccess && demo.data?.outbox === true,
    },
  ];
  return <Places places={places} />;
}

function Places(props: { places: readonly Place[] }) {
  const location = useLocation();
  const isHere = (href: string) =>
    location.pathname === href || location.pathname.startsWith(`${href}/`);
  return (
    <nav data-places aria-label="Main">
      <For each={props.places}>
        {(place) => (
          <Show when={place.isThere?.() ?? true}>
            <a href={place.href} aria-current={isHere(place.href) ? "page" : undefined}>
              {place.icon()}
              <span>{place.label}</span>
              <Show when={(place.count?.() ?? 0) > 0}>
                <span data-count data-figures>
                  {place.count?.()}
                  <span data-unseen> waiting</span>
                </span>
              </Show>
            </a>
          </Show>
        )}
      </For>
    </nav>
  );
}
