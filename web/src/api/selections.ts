import { getJson, withQuery } from "./client";
import type { Code } from "./codes";
import type { PageRequest } from "./pages";

/** A Key Object Selection that is not a note: it rejects objects, or lists what a study holds. */
export interface Selection {
  sop_instance_uid: string;
  study_instance_uid: string | null;
  role: "rejection" | "manifest";
  title: Code | null;
  /** How many objects it names. */
  references: number;
  received_at: string;
  /** Who sent it: an AE title or another door. */
  source: string;
}

export interface SelectionPage {
  selections: Selection[];
  total: number;
}

export function listSelections(page: PageRequest, signal?: AbortSignal): Promise<SelectionPage> {
  return getJson(withQuery("/api/selections", { ...page }), signal);
}
