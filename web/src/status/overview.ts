/** One short sentence about how the system is doing, the gravest thing first. */
import type { Migration, Queue, Summary } from "../api/summary";
import { plainWords } from "../ui/words";
import type { LiveSummary } from "./SummaryProvider";

export interface Overview {
  tone: "good" | "busy" | "warning" | "error";
  text: string;
  /** The kind of thing without its figures: what a screen reader is told when it changes. */
  kind: string;
}

export function overviewOf({ summary, error }: LiveSummary): Overview {
  if (error) return { tone: "error", text: "No connection", kind: "No connection to the server" };
  if (summary === null) return { tone: "busy", text: "Connecting…", kind: "Connecting" };
  return troubleOf(summary) ?? workOf(summary) ?? { tone: "good", text: "Up to date", kind: "All notes are registered" };
}

function troubleOf(summary: Summary): Overview | null {
  const failed = summary.queues.reduce((sum, queue) => sum + queue.error, 0);
  if (failed > 0) return { tone: "error", text: `${count(failed, "job")} in error`, kind: "Jobs are in error" };
  if (summary.migration?.state === "failed") return { tone: "error", text: "Migration failed", kind: "The migration has failed" };
  if (summary.exceptions > 0) return { tone: "warning", text: count(summary.exceptions, "exception"), kind: "Exceptions wait for a person" };
  const standing = summary.queues.find((queue) => !isMoving(queue));
  if (standing) {
    const state = plainWords(standing.state).toLowerCase();
    return { tone: "warning", text: `${standing.name} ${state}`, kind: `A queue is: ${state}` };
  }
  return null;
}

function workOf(summary: Summary): Overview | null {
  if (summary.migration && isRunning(summary.migration)) {
    return { tone: "busy", text: `Migrating ${progressOf(summary.migration)}`, kind: "A migration is running" };
  }
  if (summary.unregistered > 0) {
    return { tone: "busy", text: `Registering ${count(summary.unregistered, "KOSD")}`, kind: "Key object selections are being registered" };
  }
  return null;
}

function progressOf({ notes_read: read, notes_total: total }: Migration): string {
  return total === null ? count(read, "note") : percent(read, total);
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

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}
