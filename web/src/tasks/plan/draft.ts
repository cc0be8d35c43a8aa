/** A task's schedule as a form has it, and as the server takes it. */
import type { Task, TaskPlan } from "../../api/tasks";

export const units = ["s", "m", "h", "d"] as const;
export type Unit = (typeof units)[number];
export type Kind = "default" | "every" | "daily" | "cron";

export interface Draft {
  kind: Kind;
  number: string;
  unit: Unit;
  /** HH:MM */
  at: string;
  /** 0 is Sunday, as cron has it; none: all. */
  weekdays: number[];
  cron: string;
  areHoursLimited: boolean;
  from: string;
  until: string;
}

const every = /^every (\d+)([smhd])$/;
const daily = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:[,-][0-7])*)$/;

export function draftOf(task: Pick<Task, "schedule" | "default_schedule" | "allowed_hours">): Draft {
  const [from = "20:00", until = "06:00"] = task.allowed_hours === "" ? [] : task.allowed_hours.split("-");
  const hours = { areHoursLimited: task.allowed_hours !== "", from, until };
  const interval = every.exec(task.schedule);
  const day = daily.exec(task.schedule);
  const draft: Draft = { kind: "cron", number: "1", unit: "h", at: "02:30", weekdays: [], cron: interval ? "30 2 * * 1-5" : task.schedule, ...hours };
  if (interval) Object.assign(draft, { number: interval[1], unit: interval[2] });
  if (day) Object.assign(draft, { at: `${two(day[2])}:${two(day[1])}`, weekdays: weekdaysOf(day[3]) });
  return { ...draft, kind: kindOf(task, interval !== null, day !== null) };
}

function kindOf(task: Pick<Task, "schedule" | "default_schedule">, isInterval: boolean, isDaily: boolean): Kind {
  if (task.schedule === task.default_schedule) return "default";
  if (isInterval) return "every";
  return isDaily ? "daily" : "cron";
}

export function planOf(draft: Draft): TaskPlan {
  return { schedule: scheduleOf(draft), allowed_hours: draft.areHoursLimited ? `${draft.from}-${draft.until}` : "" };
}

function scheduleOf({ kind, number, unit, at, weekdays, cron }: Draft): string {
  if (kind === "default") return "";
  if (kind === "every") return `every ${number.trim()}${unit}`;
  if (kind === "cron") return cron.trim();
  const [hour = "", minute = ""] = at.split(":");
  const days = weekdays.length === 0 || weekdays.length === 7 ? "*" : [...weekdays].sort().join(",");
  return `${Number(minute)} ${Number(hour)} * * ${days}`;
}

const two = (text: string | undefined): string => (text ?? "").padStart(2, "0");

/** `1-5` and `0,6` one by one; 7 is Sunday, too. */
function weekdaysOf(text: string | undefined): number[] {
  if (text === undefined || text === "*") return [];
  const days = text.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) % 7);
  });
  return [...new Set(days)].sort();
}
