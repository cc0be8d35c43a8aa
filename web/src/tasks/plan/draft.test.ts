import { expect, it } from "vitest";
import { draftOf, planOf } from "./draft";

const task = (schedule: string, hours = "") => ({ schedule, default_schedule: "every 1d", allowed_hours: hours });

it.each(["every 5m", "30 2 * * *", "30 2 * * 1,2,3", "*/5 8-18 * * 1-5", "0 0 1 * *"])("the schedule %s comes out of the form as it went in", (schedule) => {
  expect(planOf(draftOf(task(schedule, "20:00-06:00")))).toEqual({ schedule, allowed_hours: "20:00-06:00" });
});

it("the default is told by leaving it out", () => {
  expect(draftOf(task("every 1d")).kind).toBe("default");
  expect(planOf(draftOf(task("every 1d")))).toEqual({ schedule: "", allowed_hours: "" });
});

it("times on days of the week are chosen by their days", () => {
  expect(draftOf(task("0 3 * * 1-5"))).toMatchObject({ kind: "daily", at: "03:00", weekdays: [1, 2, 3, 4, 5] });
  expect(draftOf(task("0 3 * * 6,7"))).toMatchObject({ kind: "daily", weekdays: [0, 6] });
  expect(planOf({ ...draftOf(task("every 1d")), kind: "daily", at: "23:05", weekdays: [0, 6] }).schedule).toBe("5 23 * * 0,6");
});
