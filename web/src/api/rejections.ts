import { getJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";
import type { PageRequest } from "./pages";

export const rejectionStates = ["waiting", "in_force", "refused", "undone"] as const satisfies readonly RejectionState[];
export type RejectionState = Described<"RejectionNote">["state"];

/** A rejection note (IHE RAD 4.66) that came. */
export type RejectionNote = Described<"RejectionNote">;

/** A rejection note of ours that goes to a destination. */
export type Withdrawal = Described<"Withdrawal">;

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
