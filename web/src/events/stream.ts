/** The server tells what has changed (`GET /api/events`): one stream for the window, open while somebody is in and looks at it. */
import { useSyncExternalStore } from "react";
import { watchSession } from "../access/session";
import { queries } from "../ui/queries";
import { topics } from "./topics";
import type { Topic } from "./topics";

/** A window that is not seen for so long gives its connection back: browsers have few for one server. */
const hiddenMilliseconds = 20_000;
/** However often the server tells, pages ask no more often than this. */
const pauseMilliseconds = 1_500;
const [firstRetryMilliseconds, longestRetryMilliseconds] = [2_000, 60_000];

interface State {
  /** The stream stands: pages need not look by themselves but now and then. */
  isStanding: boolean;
  /** How often each topic has changed. */
  changes: Readonly<Record<Topic, number>>;
}

const nothing = Object.fromEntries(topics.map((topic) => [topic, 0])) as Record<Topic, number>;
let state: State = { isStanding: false, changes: nothing };
const listeners = new Set<() => void>();

let source: EventSource | null = null;
let isSignedIn = false;
let isGivenUp = false;
let hasBroken = false;
let retryMilliseconds = firstRetryMilliseconds;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
let flushTimer: ReturnType<typeof setTimeout> | undefined;
let flushedAt = 0;
const pending = new Set<Topic>();

/** Call once before the first page. @returns what ends it */
export function startEvents(): () => void {
  const forget = watchSession((session, hasEnded) => {
    isSignedIn = session !== null && !hasEnded;
    follow();
  });
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    forget();
    document.removeEventListener("visibilitychange", onVisibility);
    clearTimeout(hiddenTimer);
    close();
    isSignedIn = isGivenUp = hasBroken = false;
    flushedAt = 0;
    change({ changes: nothing });
  };
}

/** False where pages must look by themselves. */
export function useIsStanding(): boolean {
  return useSyncExternalStore(subscribe, () => state.isStanding);
}

/** A number that grows with each change of the topic. */
export function useChanges(topic: Topic): number {
  return useSyncExternalStore(subscribe, () => state.changes[topic]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Partial<State>): void {
  state = { ...state, ...next };
  listeners.forEach((listener) => listener());
}

function onVisibility(): void {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = setTimeout(() => {
      isGivenUp = true;
      follow();
    }, hiddenMilliseconds);
  } else {
    isGivenUp = false;
    follow();
  }
}

/** Opens or closes the stream as it should be now. */
function follow(): void {
  if (!isSignedIn || isGivenUp) return close();
  if (source === null && typeof EventSource !== "undefined") open();
}

function open(): void {
  clearTimeout(retryTimer);
  const opened = new EventSource("/api/events");
  source = opened;
  opened.addEventListener("ready", () => {
    retryMilliseconds = firstRetryMilliseconds;
    change({ isStanding: true });
    if (hasBroken) tell(topics); // what changed meanwhile was told to nobody
    hasBroken = false;
  });
  opened.addEventListener("changed", (event) => tell(topicsIn((event as MessageEvent<string>).data)));
  opened.addEventListener("error", () => {
    if (state.isStanding) tell(["summary"]); // says whether the server is away
    hasBroken = true;
    change({ isStanding: false });
    if (opened.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    close();
    retryTimer = setTimeout(follow, retryMilliseconds);
    retryMilliseconds = Math.min(retryMilliseconds * 2, longestRetryMilliseconds);
  });
}

function close(): void {
  clearTimeout(retryTimer);
  clearTimeout(flushTimer);
  pending.clear();
  if (source !== null) hasBroken = true;
  source?.close();
  source = null;
  if (state.isStanding) change({ isStanding: false });
}

/** Topics that this client does not know are those of a later server. */
function topicsIn(data: string): Topic[] {
  try {
    const told = (JSON.parse(data) as { topics?: unknown }).topics;
    return Array.isArray(told) ? topics.filter((topic) => told.includes(topic)) : [];
  } catch {
    return [];
  }
}

function tell(changed: readonly Topic[]): void {
  changed.forEach((topic) => pending.add(topic));
  clearTimeout(flushTimer);
  const wait = flushedAt + pauseMilliseconds - Date.now();
  if (wait <= 0) flush();
  else flushTimer = setTimeout(flush, wait);
}

function flush(): void {
  const changed = [...pending];
  pending.clear();
  if (changed.length === 0) return;
  flushedAt = Date.now();
  change({ changes: { ...state.changes, ...Object.fromEntries(changed.map((topic) => [topic, state.changes[topic] + 1])) } });
  void queries.invalidateQueries({ predicate: ({ meta }) => ((meta?.topics ?? []) as readonly Topic[]).some((topic) => changed.includes(topic)) });
}
