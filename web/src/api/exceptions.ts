import { getJson, postJson, withQuery } from "./client";
import type { Described } from "./described";

/** A fault that a person must look at. */
export type ServerException = Described<"Exception">;

/** The latest ones. */
export function listExceptions(limit: number, signal?: AbortSignal): Promise<{ exceptions: ServerException[] }> {
  return getJson(withQuery("/api/exceptions", { limit }), signal);
}

/** A person has seen it; it stays until its cause is mended. @throws ApiError */
export function acknowledgeException(id: number): Promise<unknown> {
  return postJson(`/api/exceptions/${id}/acknowledge`);
}

/** The job of an exception runs again. @throws ApiError */
export function retryJob(job: number): Promise<unknown> {
  return postJson(`/api/jobs/${job}/retry`);
}

/** The job of an exception is given up. @throws ApiError */
export function abandonJob(job: number): Promise<unknown> {
  return postJson(`/api/jobs/${job}/abandon`);
}
