import { getJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";

/** A comparison of what is here with what a destination shows. */
export type Reconciliation = Described<"Reconciliation">;

export type Difference = Described<"Difference">;

export type ReconcileOrder = Described<"ReconcileOrder">;

const path = "/api/reconciliations";

export async function listReconciliations(query: { before?: string; limit: number }, signal?: AbortSignal): Promise<Reconciliation[]> {
  return (await getJson<{ reconciliations: Reconciliation[] }>(withQuery(path, query), signal)).reconciliations;
}

export function readReconciliation(id: number, signal?: AbortSignal): Promise<Reconciliation> {
  return getJson(`${path}/${id}`, signal);
}

/** @throws ApiError */
export function openReconciliation(order: ReconcileOrder): Promise<Reconciliation> {
  return sendJson("POST", path, order);
}

export interface DifferencesQuery {
  afterStudy?: string | undefined;
  afterObject?: string | undefined;
  limit: number;
}

export async function listDifferences(id: number, query: DifferencesQuery, signal?: AbortSignal): Promise<Difference[]> {
  return (await getJson<{ differences: Difference[] }>(withQuery(`${path}/${id}/differences`, { ...query }), signal)).differences;
}

const mostOfPage = 1000;

/** All of them, page after page. @throws ApiError */
export async function allDifferences(id: number): Promise<Difference[]> {
  const all: Difference[] = [];
  for (;;) {
    const last = all[all.length - 1];
    const page = await listDifferences(id, { afterStudy: last?.study_instance_uid, afterObject: last?.sop_instance_uid, limit: mostOfPage });
    all.push(...page);
    if (page.length < mostOfPage) return all;
  }
}
