import { expect, it } from "vitest";
import { opensAdministration, placesFor } from "./places";

it("a reader has no administration, an author what goes out, an administrator all", () => {
  expect(opensAdministration(["read"])).toBe(false);
  expect(placesFor(["read"])).toEqual([]);
  expect(placesFor(["read", "author", "edit", "delete", "store", "export"]).map(({ name }) => name)).toEqual(["destinations", "exports", "discs", "reconciliations", "repairs"]);
  expect(placesFor(["author", "export", "run queues", "purge", "administer"])).toHaveLength(15);
});
