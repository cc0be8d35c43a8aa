import { getJson, withQuery } from "./client";
import type { AnswerTo, Described } from "./described";
import type { PageRequest } from "./pages";

/** A KOSD that could not be read as a note. */
export type QuarantinedObject = Described<"Quarantined">;

export type QuarantinePage = AnswerTo<"/api/quarantine">;

export function listQuarantine(page: PageRequest, signal?: AbortSignal): Promise<QuarantinePage> {
  return getJson(withQuery("/api/quarantine", { ...page }), signal);
}
