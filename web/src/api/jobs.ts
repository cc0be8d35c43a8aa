import { getJson, postJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";

export const jobStates = ["new", "waiting", "in_progress", "retry", "suspended", "error", "done", "abandoned"] as const satisfies readonly JobState[];
export type JobState = Described<"Job">["state"];

export type Job = Described<"Job">;

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
export type JobFilter = Described<"JobFilter">;

export type JobAction = "retry" | "abandon" | "suspend" | "resume";

export type BulkResult = Described<"BulkResult">;

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
export type JobQueue = Described<"Queue">;

export async function listQueues(signal?: AbortSignal): Promise<JobQueue[]> {
  return (await getJson<{ queues: JobQueue[] }>("/api/queues", signal)).queues;
}

/** @throws ApiError */
export function steerQueue(name: string, action: "halt" | "start"): Promise<unknown> {
  return postJson(`/api/queues/${encodeURIComponent(name)}/${action}`);
}
