import { expect, it } from "vitest";
import type { Difference } from "../../api/reconciliations";
import { csvRows, firstMendableOfStudies } from "./mending";

const difference = (study: string, object: string, reason: Difference["reason"], sending: number | null = null): Difference => ({
  study_instance_uid: study,
  series_instance_uid: "1.4",
  sop_instance_uid: object,
  sop_class_uid: "1.9",
  place: "here",
  reason,
  detail: "",
  remedy: "kinote send",
  export: sending,
  found_at: "2026-01-01T00:00:00Z",
});

it("a study is mended once, and only where mending does something", () => {
  const rows = [difference("1.1", "a", "unknown_here"), difference("1.1", "b", "not_sent"), difference("1.1", "c", "not_sent"), difference("1.2", "d", "not_sent", 5), difference("1.3", "e", "withdrawn_there")];
  expect([...firstMendableOfStudies(rows)].map((one) => one.sop_instance_uid)).toEqual(["b"]);
});

it("the file has a head and a row for each object", () => {
  const rows = csvRows([difference("1.1", "a", "not_sent", 7)]);
  expect(rows[0]?.[0]).toBe("study_instance_uid");
  expect(rows[1]).toEqual(["1.1", "1.4", "a", "1.9", "here", "not_sent", "", "kinote send", 7, "2026-01-01T00:00:00Z"]);
});
