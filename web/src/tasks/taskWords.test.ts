import { expect, it } from "vitest";
import type { Task } from "../api/tasks";
import { hasFailed, taskName, toneOf, took } from "./taskWords";

it("a task has a name in words", () => {
  expect(taskName("stray_file_sweep")).toBe("Stray file sweep");
  expect(taskName("migrate_legacy_notes.0123456789abcdef")).toBe("Migrate legacy notes");
});

it("what is neither done nor stopped has failed", () => {
  expect([null, "done", "stopped", "the disk is full"].map(hasFailed)).toEqual([false, false, false, true]);
  expect(toneOf({ state: "waiting", last_result: "the disk is full" } as Task)).toBe("error");
  expect(toneOf({ state: "paused", last_result: "done" } as Task)).toBe("warning");
});

it("a time is as coarse as a person wants it", () => {
  expect([null, 12, 1_234, 185_000].map(took)).toEqual(["", "12 ms", "1.2 s", "3 min"]);
});
