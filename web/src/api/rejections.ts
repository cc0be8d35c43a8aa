import { getJson, sendJson, withQuery } from "./client";
import type { PageRequest } from "./pages";

export const rejectionStates = ["waiting", "in_force", "refused", "undone"] as const;
export type RejectionState = (typeof rejectionStates)[number];

/** A rejection note (IHE RAD 4.66) that came. */
export interface RejectionNote {
  sop_instance_uid: string;
  study_instance_uid: string;
  code: string;
  meaning: string;
  received_from: string;
  received_at: string;
  state: RejectionState;
  objects: number;
  hidden: number;
  left_alone: number;
  decided_by: string | null;
  decided_at: string | null;
  reason: string | null;
}

/** A rejection note of ours that goes to a destination. */
export interface Withdrawal {
  id: number;
  destination: string;
  study_instance_uid: string;
  cause: "deleted" | "replaced" | "forwarded";
  state: "open" | "done" | "dropped";
  note: string | null;
  comment: string;
  requested_at: string;
  ended_at: string | null;
}

export type Decision = "accept" | "refuse" | "undo";

export async function listRejections(query: PageRequest & { state: string }, signal?: AbortSignal): Promise<RejectionNote[]> {
  return (await getJson<{ rejections: RejectionNote[] }>(withQuery("/api/rejections", { ...query }), signal)).rejections;
}

/** @throws ApiError */
export function decideRejection(note: string, decision: Decision, reason: string): Promise<RejectionNote> {
  return sendJson("POST", `/api/rejections/${encodeURIComponent(note)}/${decision}`, reason === "" ? {} : { reason });
}

export async function listWithdrawals(page: PageRequest, signal?: AbortSignal): Promise<Withdrawal[]> {
  return (await getJson<{ withdrawals: Withdrawal[] }>(withQuery("/api/withdrawals", { ...page }), signal)).withdrawals;
}
