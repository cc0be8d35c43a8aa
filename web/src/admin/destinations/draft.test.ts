import { expect, it } from "vitest";
import { draftOf, emptyDestination, jobsInWords, typedOf } from "./draft";

it("what is typed becomes what the server takes, and comes back the same", () => {
  const typed = { ...emptyDestination, name: "NORTH", ae_title: " NORTH ", host: "pacs.north", port: "11112", returning_ae_titles: "NORTH_Q, NORTH_R ,", archive: true };
  const draft = draftOf(typed);
  expect(draft).toMatchObject({ ae_title: "NORTH", port: 11112, returning_ae_titles: ["NORTH_Q", "NORTH_R"], archive: true, most_attempts: 10 });
  expect(draft).not.toHaveProperty("name");
  expect(draftOf(typedOf({ ...draft, name: "NORTH", source: "person" }))).toEqual(draft);
});

it("what a removal gives up is told by kinds", () => {
  expect(jobsInWords({ SEND_STUDY: 3, RECONCILE: 1 }, "no jobs")).toBe("3 × SEND_STUDY, 1 × RECONCILE");
  expect(jobsInWords({}, "no jobs")).toBe("no jobs");
});
