import { expect, it } from "vitest";
import { pageOf } from "./causePages";

it("an exception leads to the page where it is dealt with", () => {
  expect(pageOf("rejection_waits", ["read", "purge"])).toEqual({ name: "rejections", path: "/admin/rejections" });
  expect(pageOf("other_patient", ["read"])).toEqual({ name: "quarantine", path: "/quarantine" });
  expect(pageOf("task_failed", ["read", "run queues"])?.path).toBe("/tasks");
});

it("and to none that is closed to the person, or where there is none", () => {
  expect(pageOf("rejection_waits", ["read"])).toBeNull();
  expect(pageOf("unavailable", ["read", "purge", "administer"])).toBeNull();
});
