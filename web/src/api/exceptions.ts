import { getJson, withQuery } from "./client";

/** A fault that a person must look at. */
export interface ServerException {
  id: number;
  /** The job that met it, where one did. */
  job: number | null;
  /** One word for faults of the same kind. */
  cause: string;
  message: string;
  /** What to do about it. */
  remedy: string;
  study_instance_uid: string | null;
  sop_instance_uid: string | null;
  /** open, acknowledged or closed. */
  state: string;
  raised_at: string;
}

/** The latest ones. */
export function listExceptions(limit: number, signal?: AbortSignal): Promise<{ exceptions: ServerException[] }> {
  return getJson(withQuery("/api/exceptions", { limit }), signal);
}
