/** Where a person does what an exception asks for. */
import { adminPlaces } from "../admin/places";
import type { Permission } from "../api/session";
import { quarantinePath } from "../ui/routes";

export interface CausePage {
  /** Of `exceptions.pages`. */
  name: "rejections" | "quarantine" | "deletions" | "tasks" | "jobs" | "settings" | "exports";
  path: string;
}

const pageOfCause: Readonly<Record<string, CausePage["name"]>> = {
  rejection_waits: "rejections",
  rejection_left_alone: "rejections",
  rejected_again: "rejections",
  came_back_rejected: "rejections",
  other_patient: "quarantine",
  came_back_deleted: "deletions",
  deletions_overdue: "deletions",
  task_failed: "tasks",
  queue_stalled: "jobs",
  notification_failed: "settings",
  predecessor_failed: "jobs",
};

/** Null where the words say all, or the page is not for this person. */
export function pageOf(cause: string, permissions: readonly Permission[]): CausePage | null {
  const name = pageOfCause[cause];
  if (name === undefined) return null;
  if (name === "quarantine") return { name, path: quarantinePath };
  const place = adminPlaces.find((one) => one.name === name);
  return place !== undefined && permissions.includes(place.needs) ? { name, path: place.path } : null;
}
