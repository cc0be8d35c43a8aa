import { getJson, sendJson, withQuery } from "./client";

/** A comparison of what is here with what a destination shows. */
export interface Reconciliation {
  id: number;
  destination: string;
  /** Null: all that was asked to go there. */
  study_instance_uid: string | null;
  since: string | null;
  fix: boolean;
  state: "open" | "done" | "failed";
  requested_by: string;
  requested_at: string;
  ended_at: string | null;
  job: number | null;
  job_state: string | null;
  error: string | null;
  waits_for_hours: string | null;
  /** Null until it has begun. */
  total: number | null;
  studies: number;
  differing: number;
  failed: number;
  differences: number;
  exports: number;
}

export interface Difference {
  study_instance_uid: string;
  series_instance_uid: string;
  sop_instance_uid: string;
  sop_class_uid: string;
  place: "here" | "there" | "both" | "";
  reason: string;
  detail: string;
  remedy: string;
  export: number | null;
  found_at: string;
}

export interface ReconcileOrder {
  destination: string;
  study_instance_uid?: string;
  since?: string;
  fix?: boolean;
}

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
