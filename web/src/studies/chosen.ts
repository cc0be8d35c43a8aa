/** The studies that a person has ticked in the list: they stay while pages are turned and other studies are searched for. */
import { useSyncExternalStore } from "react";
import type { FoundStudy } from "../api/studySearch";

/** Their UIDs stand in the address of the page that they are taken to, and a server reads no address of any length. */
export const mostChosen = 100;

let chosen: ReadonlySet<string> = new Set();
/** How many of those that were ticked last found no room. */
let leftOut = 0;
const listeners = new Set<() => void>();

/** Nothing of it outlives the page: names and numbers of patients are not left in the browser. */
export function useChosen(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => chosen);
}

export function useLeftOut(): number {
  return useSyncExternalStore(subscribe, () => leftOut);
}

export function setChosen(next: ReadonlySet<string>, withoutRoom = 0): void {
  chosen = next;
  leftOut = withoutRoom;
  listeners.forEach((listener) => listener());
}

export function turnStudies(uids: readonly string[], isChosen: boolean): void {
  if (!isChosen) return setChosen(withoutAll(chosen, uids));
  const next = withAll(chosen, uids);
  setChosen(next, uids.filter((uid) => !next.has(uid)).length);
}

/** Those before stay; of the others as many as there is room for. */
export function withAll(before: ReadonlySet<string>, uids: readonly string[]): ReadonlySet<string> {
  return new Set([...before, ...uids.filter((uid) => !before.has(uid)).slice(0, Math.max(0, mostChosen - before.size))]);
}

export function withoutAll(before: ReadonlySet<string>, uids: readonly string[]): ReadonlySet<string> {
  return new Set([...before].filter((uid) => !uids.includes(uid)));
}

/** How many of a page's studies are chosen, as a check box says it. */
export function shareOf(all: ReadonlySet<string>, page: readonly FoundStudy[]): "none" | "some" | "all" {
  const found = page.filter(({ study_instance_uid: uid }) => all.has(uid)).length;
  if (found === 0) return "none";
  return found === page.length ? "all" : "some";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
