import { getJson, postJson } from "./client";
import type { AnswerTo, Described } from "./described";

/** A recurring task of the Task Scheduler. */
export type Task = Described<"Task">;

export type Tasks = AnswerTo<"/api/tasks">;

export function listTasks(signal?: AbortSignal): Promise<Tasks> {
  return getJson("/api/tasks", signal);
}

export type TaskAction = "run" | "pause" | "resume";

/** @throws ApiError */
export function actOnTask(name: string, action: TaskAction): Promise<Task> {
  return postJson(`/api/tasks/${encodeURIComponent(name)}/${action}`);
}
