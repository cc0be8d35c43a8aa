import { describe, expect, it } from "vitest";
import { notePath, routeOf, studyPath, viewerPath } from "./routes";

describe("an address", () => {
  it("names a page", () => {
    expect(routeOf("/")).toEqual({ page: "studies" });
    expect(routeOf("/studies/")).toEqual({ page: "studies" });
    expect(routeOf("/quarantine")).toEqual({ page: "quarantine" });
    expect(routeOf("/selections")).toEqual({ page: "selections" });
    expect(routeOf("/status")).toEqual({ page: "status" });
  });

  it("names a study and a note, and is written as it is read", () => {
    expect(routeOf(studyPath("1.2.840.1"))).toEqual({ page: "study", studyInstanceUid: "1.2.840.1" });
    expect(routeOf(viewerPath("1.2.840.1"))).toEqual({ page: "viewer", studyInstanceUid: "1.2.840.1" });
    expect(viewerPath("1.2", { series: "1.3", image: "1.4", frame: 2 })).toBe("/studies/1.2/viewer?series=1.3&image=1.4&frame=2");
    expect(routeOf(notePath("42/7 ä"))).toEqual({ page: "note", noteId: "42/7 ä" });
  });

  it("that nobody knows is said to be unknown", () => {
    for (const path of ["/elsewhere", "/status/now", "/studies/1.2/series", "/notes", "/%E0%A4%A"]) {
      expect(routeOf(path)).toEqual({ page: "unknown" });
    }
  });
});
