// @vitest-environment jsdom
import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "../../api/client";
import type { Task } from "../../api/tasks";
import { forgetResources } from "../../ui/queries";
import { draw } from "../../ui/testing";
import type { Drawn } from "../../ui/testing";
import { PlanForm } from "./PlanForm";
import "./words";

const { setTaskPlan } = vi.hoisted(() => ({ setTaskPlan: vi.fn() }));
vi.mock("../../api/tasks", () => ({ setTaskPlan, timesOfPlan: async () => ({ times: [] }) }));

const task = { name: "sample", schedule: "every 1d", default_schedule: "every 1d", allowed_hours: "", plan_tag: "a", set_by: null, next_run_at: null, paused_at: null } as unknown as Task;
const hands = { onSaved: vi.fn(), onOvertaken: vi.fn(), onClose: vi.fn() };
let drawn: Drawn;
const words = () => [...drawn.element.querySelectorAll("[role=alert]")].map((one) => one.textContent).join(" ");
const save = () => act(async () => [...drawn.element.querySelectorAll("button")].find((one) => one.textContent === "Save")?.click());

beforeEach(async () => {
  vi.clearAllMocks();
  drawn = await draw(<PlanForm task={task} {...hands} />);
});
afterEach(async () => {
  await drawn.close();
  forgetResources();
});

it("a schedule replaces the one that was seen", async () => {
  setTaskPlan.mockResolvedValue(task);
  await save();
  expect(setTaskPlan).toHaveBeenCalledWith(task, { schedule: "", allowed_hours: "" });
  expect(hands.onSaved).toHaveBeenCalledTimes(1);
});

it("where somebody else was quicker it says so, and the next attempt replaces what is then seen", async () => {
  setTaskPlan.mockRejectedValue(new ApiError(412, "other_version", "x"));
  await save();
  expect(words()).toContain("Nothing was saved");
  expect(hands.onSaved).not.toHaveBeenCalled();
  expect(hands.onOvertaken).toHaveBeenCalledTimes(1);
  const theirs = { ...task, schedule: "every 3d", plan_tag: "b", set_by: "olaf" };
  await drawn.redraw(<PlanForm task={theirs} {...hands} />);
  expect(words()).toContain("set by olaf: every 3d");
  await save();
  expect(setTaskPlan.mock.lastCall?.[0]).toBe(theirs);
});
