import { describe, expect, it } from "vitest";
import type { FoundStudy } from "../api/studySearch";
import { discsPath } from "../ui/routes";
import { mostChosen, shareOf, withAll, withoutAll } from "./chosen";

const page = ["1.2.3", "1.2.4"].map((uid) => ({ study_instance_uid: uid }) as FoundStudy);

describe("chosen studies", () => {
  it("stay when those of another page are chosen or left", () => {
    const first = withAll(new Set(), ["1.2.1", "1.2.2"]);
    const both = withAll(first, ["1.2.3", "1.2.4"]);
    expect([...both]).toEqual(["1.2.1", "1.2.2", "1.2.3", "1.2.4"]);
    expect([...withoutAll(both, ["1.2.3", "1.2.4"])]).toEqual([...first]);
  });

  it("are no more than an address takes", () => {
    const many = Array.from({ length: mostChosen + 5 }, (_, number) => `2.25.${number}`);
    expect(withAll(new Set(["1.2.1"]), many).size).toBe(mostChosen);
    const longest = Array.from({ length: mostChosen }, (_, number) => `${"1".repeat(60)}.${String(number).padStart(3, "0")}`);
    expect(discsPath({ studies: longest }).length).toBeLessThan(8 * 1024);
  });

  it("are none, some or all of a page", () => {
    expect(shareOf(new Set(["9.9"]), page)).toBe("none");
    expect(shareOf(new Set(["1.2.4"]), page)).toBe("some");
    expect(shareOf(new Set(["1.2.4", "1.2.3"]), page)).toBe("all");
    expect(shareOf(new Set(), [])).toBe("none");
  });
});
