import { describe, expect, it } from "vitest";
import { ApiError } from "../api/client";
import type { Migration, Queue, Summary } from "../api/summary";
import { overviewOf, percent } from "./overview";

const queue: Queue = { name: "MVF_OBJECT_CREATOR", state: "running", allowed_hours: "", is_open: true, new: 0, waiting: 0, in_progress: 0, retry: 0, suspended: 0, error: 0 };
const quiet: Summary = {
  studies: 10,
  studies_with_notes: 4,
  notes: 6,
  quarantined: 1,
  exceptions: 0,
  unregistered: 0,
  queues: [queue],
  migration: null,
};
const running: Migration = {
  run: 1,
  mapping: "impax",
  state: "running",
  notes_read: 450,
  notes_total: 1000,
  outcomes: {},
  started_at: "2024-03-05T10:00:00Z",
  ended_at: null,
};
const live = (change: Partial<Summary>) => overviewOf({ summary: { ...quiet, ...change }, error: null });

describe("the overview", () => {
  it("is quiet when all is registered", () => {
    expect(live({})).toMatchObject({ tone: "good", text: "Up to date" });
  });

  it("says how many KOSDs wait for registration", () => {
    expect(live({ unregistered: 1240 })).toMatchObject({ tone: "busy", text: "Registering 1,240 KOSDs" });
    expect(live({ unregistered: 1 }).text).toBe("Registering 1 KOSD");
  });

  it("says how far a running migration is, and nothing of one that has ended", () => {
    expect(live({ migration: running }).text).toBe("Migrating 45 %");
    expect(live({ migration: { ...running, ended_at: "2024-03-05T11:00:00Z" } }).tone).toBe("good");
  });

  it("puts jobs in error before everything else", () => {
    expect(live({ unregistered: 5, migration: running, queues: [{ ...queue, state: "halted" }, { ...queue, error: 2 }] })).toMatchObject({
      tone: "error",
      text: "2 jobs in error",
    });
  });

  it("names a queue that does not move", () => {
    expect(live({ unregistered: 5, queues: [{ ...queue, state: "halt_in_progress" }] })).toMatchObject({
      tone: "warning",
      text: "MVF_OBJECT_CREATOR halt in progress",
    });
  });

  it("tells of exceptions and of a migration that failed", () => {
    expect(live({ exceptions: 3 })).toMatchObject({ tone: "warning", text: "3 exceptions" });
    expect(live({ migration: { ...running, state: "failed", ended_at: "2024-03-05T11:00:00Z" } })).toMatchObject({ tone: "error", text: "Migration failed" });
  });

  it("counts the notes of a migration whose source does not tell how many there are", () => {
    expect(live({ migration: { ...running, notes_total: null } }).text).toBe("Migrating 450 notes");
  });

  it("tells when the server does not answer, whatever it said before", () => {
    expect(overviewOf({ summary: quiet, error: new ApiError(0, "unreachable", "no answer") }).tone).toBe("error");
  });

  it("waits for the first summary", () => {
    expect(overviewOf({ summary: null, error: null }).text).toBe("Connecting…");
  });

  it("has the same kind while only figures change", () => {
    expect(live({ unregistered: 12 }).kind).toBe(live({ unregistered: 11 }).kind);
  });
});

describe("a percentage", () => {
  it("is 100 only when all is done", () => {
    expect(percent(999, 1000)).toBe("99 %");
    expect(percent(1000, 1000)).toBe("100 %");
    expect(percent(1001, 1000)).toBe("100 %");
  });

  it("of nothing is all", () => {
    expect(percent(0, 0)).toBe("100 %");
  });
});
