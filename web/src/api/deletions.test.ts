import { expect, it } from "vitest";
import { pathOf } from "./deletions";

it("what is marked has the place that the server knows it by", () => {
  const of = (level: "note" | "object" | "series" | "study") => pathOf({ level, subject: "1.2.3", study_instance_uid: "1.2" });
  expect([of("object"), of("series"), of("note")]).toEqual(["/api/studies/1.2/instances/1.2.3", "/api/studies/1.2/series/1.2.3", "/api/notes/1.2.3"]);
  expect(pathOf({ level: "study", subject: "1.2", study_instance_uid: "1.2" })).toBe("/api/studies/1.2");
});
