import { getJson, postJson } from "./client";

/** A recurring task of the Task Scheduler. */
export interface Task {
  name: string;
  state: "running" | "asked" | "paused" | "due" | "waiting" | "not_in_use";
  schedule: string;
  default_schedule: string;
  /** Empty: all. */
  allowed_hours: string;
  set_by: string | null;
  next_run_at: string | null;
  last_run_at: string | null;
  /** done, stopped, or why it failed. */
  last_result: string | null;
  duration_ms: number | null;
  paused_by: string | null;
  paused_at: string | null;
  asked_by: string | null;
  asked_at: string | null;
}

export interface Tasks {
  tasks: Task[];
  /** Null while no server runs them. */
  leader: { node: string; term: number; lease_until: string } | null;
}

export function listTasks(signal?: AbortSignal): Promise<Tasks> {
  return getJson("/api/tasks", signal);
}

export type TaskAction = "run" | "pause" | "resume";

/** @throws ApiError */
export function actOnTask(name: string, action: TaskAction): Promise<Task> {
  return postJson(`/api/tasks/${encodeURIComponent(name)}/${action}`);
}
