import { getJson, postJson, sendJson, withQuery } from "./client";

export const jobStates = ["new", "waiting", "in_progress", "retry", "suspended", "error", "done", "abandoned"] as const;
export type JobState = (typeof jobStates)[number];

export interface Job {
  id: number;
  kind: string;
  queue: string;
  state: JobState;
  subject: string;
  study_instance_uid: string | null;
  priority: number;
  attempts: number;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  /** Not before; null: now. */
  run_after: string | null;
  error: string | null;
}

/** Empty: any. Texts may hold * and ?. */
export interface JobQuery {
  queue: string;
  state: string;
  kind: string;
  subject: string;
  study: string;
  cause: string;
  since: string;
  until: string;
}

/** What many are done at once by. */
export interface JobFilter {
  queue?: string;
  kind?: string;
  state?: string;
  cause?: string;
}

export type JobAction = "retry" | "abandon" | "suspend" | "resume";

export interface BulkResult {
  count: number;
  refused: number;
  dry_run: boolean;
}

export async function listJobs(query: JobQuery & { before: string; limit: number }, signal?: AbortSignal): Promise<Job[]> {
  return (await getJson<{ jobs: Job[] }>(withQuery("/api/jobs", { ...query }), signal)).jobs;
}

/** @throws ApiError */
export function actOnJob(id: number, action: JobAction): Promise<Job> {
  return postJson(`/api/jobs/${id}/${action}`);
}

/** @throws ApiError */
export function actOnJobs(action: JobAction, filter: JobFilter, dryRun: boolean): Promise<BulkResult> {
  return sendJson("POST", withQuery(`/api/jobs/${action}`, { dryRun: dryRun ? "true" : undefined }), filter);
}

/** A queue, with its hours. */
export interface JobQueue {
  name: string;
  state: "running" | "stalled" | "halt_in_progress" | "halted";
  allowed_hours: string;
  is_open: boolean;
  new: number;
  waiting: number;
  in_progress: number;
  retry: number;
  suspended: number;
  error: number;
}

export async function listQueues(signal?: AbortSignal): Promise<JobQueue[]> {
  return (await getJson<{ queues: JobQueue[] }>("/api/queues", signal)).queues;
}

/** @throws ApiError */
export function steerQueue(name: string, action: "halt" | "start"): Promise<unknown> {
  return postJson(`/api/queues/${encodeURIComponent(name)}/${action}`);
}
