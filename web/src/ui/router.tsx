/** Where the person is: the address bar as React state, links that do not reload, and the scroll position of each step. */
import { useLayoutEffect, useSyncExternalStore } from "react";
import type { AnchorHTMLAttributes, MouseEvent } from "react";

export interface Place {
  path: string;
  query: URLSearchParams;
  /** Names this step of the browser's history. */
  step: string;
}

const listeners = new Set<() => void>();
const scrollOf = new Map<string, number>();
const addressOfPath = new Map<string, string>();
let steps = 0;
let place = readPlace();

function readPlace(): Place {
  const state = window.history.state as { step?: string } | null;
  return { path: window.location.pathname, query: new URLSearchParams(window.location.search), step: state?.step ?? "first" };
}

function changed(): void {
  place = readPlace();
  addressOfPath.set(place.path, window.location.pathname + window.location.search);
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Call once before the first page: takes the token out of the address and listens to Back and Forward. */
export function startRouter(): void {
  window.history.scrollRestoration = "manual";
  const address = new URL(window.location.href);
  if (address.searchParams.has("token")) {
    address.searchParams.delete("token");
    window.history.replaceState(window.history.state, "", address);
  }
  window.addEventListener("popstate", changed);
  window.addEventListener("scroll", () => scrollOf.set(place.step, window.scrollY), { passive: true });
  changed();
}

/** Goes to `target`, a path with an optional query, as a new step. */
export function go(target: string): void {
  steps += 1;
  window.history.pushState({ step: `${Date.now()}-${steps}` }, "", target);
  changed();
}

/** Writes what is being typed or chosen into the address without a new step. */
export function amendQuery(values: Record<string, string>): void {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  window.history.replaceState(window.history.state, "", window.location.pathname + (text === "" ? "" : `?${text}`));
  changed();
}

/** The path with the query that it last had. */
export function lastAddressOf(path: string): string {
  return addressOfPath.get(path) ?? path;
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => place);
}

/** Puts a step back where it was left; a new one starts at the top. */
export function useScrollOfPlace(): void {
  const { step, path } = usePlace();
  useLayoutEffect(() => {
    window.scrollTo(0, scrollOf.get(step) ?? 0);
  }, [step, path]);
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string };

/** A link inside the client; with a modifier key or another button it opens as any link does. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || !isPlainClick(event)) return;
    event.preventDefault();
    go(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}

export function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
