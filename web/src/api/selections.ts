import { getJson, withQuery } from "./client";
import type { AnswerTo, Described } from "./described";
import type { PageRequest } from "./pages";

/** A Key Object Selection that is not a note: it rejects objects, or lists what a study holds. */
export type Selection = Described<"Selection">;

export type SelectionPage = AnswerTo<"/api/selections">;

export function listSelections(page: PageRequest, signal?: AbortSignal): Promise<SelectionPage> {
  return getJson(withQuery("/api/selections", { ...page }), signal);
}
