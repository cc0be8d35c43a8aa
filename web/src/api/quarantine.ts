import { getJson, withQuery } from "./client";
import type { Code } from "./codes";
import type { Finding } from "./findings";
import type { PageRequest } from "./pages";

/** A KOSD that could not be read as a note. */
export interface QuarantinedObject {
  sop_instance_uid: string;
  study_instance_uid: string | null;
  received_at: string;
  /** Who sent it: an AE title or another door. */
  source: string;
  title: Code | null;
  findings: Finding[];
}

export interface QuarantinePage {
  objects: QuarantinedObject[];
  total: number;
}

export function listQuarantine(page: PageRequest, signal?: AbortSignal): Promise<QuarantinePage> {
  return getJson(withQuery("/api/quarantine", { ...page }), signal);
}
