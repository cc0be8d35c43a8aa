import { expect, it } from "vitest";
import { actionsOf, bulkFilterOf, queryOf } from "./filter";

it("a bulk action is offered only where it heeds all of the search", () => {
  expect(bulkFilterOf(queryOf(new URLSearchParams("queue=SEND_*&state=error&page=2")))).toEqual({ queue: "SEND_*", state: "error" });
  expect(bulkFilterOf(queryOf(new URLSearchParams("")))).toEqual({});
  expect(bulkFilterOf(queryOf(new URLSearchParams("state=error&study=1.2.3")))).toBeNull();
});

it("what has ended or is in progress is left alone", () => {
  expect(actionsOf({ state: "error" })).toEqual(["retry", "abandon"]);
  expect(actionsOf({ state: "suspended" })).toEqual(["resume", "abandon"]);
  expect(actionsOf({ state: "abandoned" })).toEqual(["retry"]);
  expect(actionsOf({ state: "in_progress" })).toEqual([]);
  expect(actionsOf({ state: "done" })).toEqual([]);
});
