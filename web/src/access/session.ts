/** Who has signed in, and the wait for a person whose session has ended. */
import { useSyncExternalStore } from "react";
import { setEntrance } from "../api/client";
import { readSession } from "../api/session";
import type { Permission, Session } from "../api/session";
import { signInPath } from "../ui/routes";

interface State {
  /** Null until the server has said. */
  session: Session | null;
  /** The session has ended under the page. */
  hasEnded: boolean;
}

let state: State = { session: null, hasEnded: false };
const listeners = new Set<() => void>();
let waiting: (() => void)[] = [];

function change(next: Partial<State>): void {
  state = { ...state, ...next };
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Call once before the first page. On the sign-in page nobody is asked for. */
export function startSession(): void {
  // Back after signing out would bring the page as it was left, from the browser's memory.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  if (window.location.pathname === signInPath) return;
  setEntrance(waitForSignIn);
  void loadSession();
}

async function loadSession(): Promise<void> {
  try {
    change({ session: await readSession() });
  } catch {
    // The pages' own questions show why: they open the sign-in, or say that the server is away.
    window.setTimeout(() => void loadSession(), 4000);
  }
}

/** Ends when somebody has signed in again over the page. A page on which nobody was in yet has nothing to lose. */
function waitForSignIn(): Promise<void> {
  if (state.session === null) {
    const wanted = window.location.pathname + window.location.search;
    window.location.replace(`${signInPath}?to=${encodeURIComponent(wanted)}`);
    return new Promise(() => undefined);
  }
  if (!state.hasEnded) change({ hasEnded: true });
  return new Promise((resolve) => waiting.push(resolve));
}

/** What waited is asked again. Another person must not go on with what the one before has begun: the page starts anew. */
export function comeIn(session: Session): void {
  const before = state.session;
  if (before !== null && before.account !== session.account) {
    window.location.assign("/");
    return;
  }
  change({ session, hasEnded: false });
  const asked = waiting;
  waiting = [];
  asked.forEach((goOn) => goOn());
}

/** Tells now and at each change. @returns what ends it */
export function watchSession(told: (session: Session | null, hasEnded: boolean) => void): () => void {
  const tell = () => told(state.session, state.hasEnded);
  tell();
  return subscribe(tell);
}

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, () => state.session);
}

export function useHasEnded(): boolean {
  return useSyncExternalStore(subscribe, () => state.hasEnded);
}

/** False until it is known. */
export function useMay(permission: Permission): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}
