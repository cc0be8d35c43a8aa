import { getJson, postJson, sendJson, withQuery } from "./client";
import type { AnswerTo, Described } from "./described";

/** A recurring task of the Task Scheduler. */
export type Task = Described<"Task">;

export type Tasks = AnswerTo<"/api/tasks">;

export function listTasks(signal?: AbortSignal): Promise<Tasks> {
  return getJson("/api/tasks", signal);
}

/** Empty texts are the default. */
export interface TaskPlan {
  /** An interval as `every 5m`, or five fields as cron has them. */
  schedule: string;
  /** As `20:00-06:00`. */
  allowed_hours: string;
}

/**
 * @param task  as the person has seen it
 * @throws ApiError 400 in words where the plan is wrong, 412 where somebody has set another one since
 */
export function setTaskPlan({ name, plan_tag: seen }: Task, plan: TaskPlan): Promise<Task> {
  return sendJson("PUT", `/api/tasks/${encodeURIComponent(name)}`, plan, { etag: `"${seen}"` });
}

/** When the task would run by the plan. @throws as setTaskPlan */
export function timesOfPlan(name: string, plan: TaskPlan, signal?: AbortSignal): Promise<{ times: string[] }> {
  return getJson(withQuery(`/api/tasks/${encodeURIComponent(name)}/times`, { ...plan }), signal);
}

export type TaskAction = "run" | "pause" | "resume";

/** @throws ApiError */
export function actOnTask(name: string, action: TaskAction): Promise<Task> {
  return postJson(`/api/tasks/${encodeURIComponent(name)}/${action}`);
}
