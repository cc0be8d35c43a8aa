import { getJson, sendJson, withQuery } from "./client";
import type { Finding } from "./findings";
import type { PageRequest } from "./pages";

export interface RepairedFinding extends Omit<Finding, "place"> {
  place: string | null;
  before: string;
  after: string;
}

export interface RepairPreview {
  repaired: RepairedFinding[];
  left: (Omit<Finding, "place"> & { place: string | null; why: string })[];
  /** Once repaired. */
  verdict: "compliant" | "tolerable" | "non-compliant";
  /** Why it is not to be repaired. */
  obstacle: string | null;
}

export interface Repair {
  /** SOP Instance UID of the one that came. */
  kosd: string;
  study_instance_uid: string;
  note: string;
  version: number;
  state: "in_force" | "taken_back";
  was_quarantined: boolean;
  rules: string[];
  changes: RepairedFinding[];
  repaired_by: string;
  by_standing_rule: boolean;
  repaired_at: string;
  taken_back_by: string | null;
  taken_back_at: string | null;
  reason: string | null;
}

const pathOf = (kosd: string) => `/api/repairs/${encodeURIComponent(kosd)}`;

/** Changes nothing. @throws ApiError */
export function previewRepair(kosd: string, signal?: AbortSignal): Promise<RepairPreview> {
  return getJson(`${pathOf(kosd)}/preview`, signal);
}

/** Registers the repaired reading; the original stays as it came. @throws ApiError */
export function applyRepair(kosd: string): Promise<Repair> {
  return sendJson("POST", pathOf(kosd), {});
}

/** @throws ApiError */
export function undoRepair(kosd: string, reason: string): Promise<Repair> {
  return sendJson("POST", `${pathOf(kosd)}/undo`, reason === "" ? {} : { reason });
}

export async function listRepairs(page: PageRequest, signal?: AbortSignal): Promise<Repair[]> {
  return (await getJson<{ repairs: Repair[] }>(withQuery("/api/repairs", { ...page }), signal)).repairs;
}
