/** One short sentence about how the system is doing, the gravest thing first. */
import type { Migration, Queue, Summary } from "../api/summary";
import { say } from "../i18n/language";
import { plainWords } from "../ui/words";
import type { LiveSummary } from "./SummaryProvider";
import "./words";

export interface Overview {
  tone: "good" | "busy" | "warning" | "error";
  text: string;
  /** The kind of thing without its figures: what a screen reader is told when it changes. */
  kind: string;
}

const ofKind = (tone: Overview["tone"], name: string, values: Record<string, unknown> = {}): Overview => ({
  tone,
  text: say(`status:overview.${name}`, values),
  kind: say(`status:overview.${name}Kind`),
});

export function overviewOf({ summary, error }: LiveSummary): Overview {
  if (error) return ofKind("error", "away");
  if (summary === null) return ofKind("busy", "connecting");
  return troubleOf(summary) ?? workOf(summary) ?? ofKind("good", "good");
}

function troubleOf(summary: Summary): Overview | null {
  const failed = summary.queues.reduce((sum, queue) => sum + queue.error, 0);
  if (failed > 0) return ofKind("error", "errors", { count: failed });
  if (summary.migration?.state === "failed") return ofKind("error", "migrationFailed");
  if (summary.exceptions > 0) return ofKind("warning", "exceptions", { count: summary.exceptions });
  const standing = summary.queues.find((queue) => !isMoving(queue));
  if (standing) {
    const state = say(`status:queues.states.${standing.state}`, { defaultValue: plainWords(standing.state) }).toLowerCase();
    return { tone: "warning", text: `${standing.name} ${state}`, kind: say("status:overview.queueKind", { state }) };
  }
  return null;
}

function workOf(summary: Summary): Overview | null {
  if (summary.migration && isRunning(summary.migration)) return ofKind("busy", "migrating", { progress: progressOf(summary.migration) });
  if (summary.unregistered > 0) return ofKind("busy", "registering", { count: summary.unregistered });
  return null;
}

function progressOf({ notes_read: read, notes_total: total }: Migration): string {
  return total === null ? say("status:overview.notes", { count: read }) : percent(read, total);
}

export function isMoving(queue: Queue): boolean {
  return queue.state.toLowerCase() === "running";
}

export function isRunning(migration: Migration): boolean {
  return migration.ended_at === null;
}

/** Whole percent, rounded down so that 100 % means all; nothing to do is done. */
export function percent(done: number, total: number): string {
  if (total <= 0) return "100 %";
  return `${Math.min(100, Math.floor((done * 100) / total))} %`;
}
