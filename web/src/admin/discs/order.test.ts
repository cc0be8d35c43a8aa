import { describe, expect, it } from "vitest";
import { megabytes, orderOf, uidsIn } from "./order";
import type { Choices } from "./order";

const choices: Choices = { chosen: [], studies: "1.2.3", note: "", scope: "study", form: "iso", profile: "STD-GEN-CD", language: "en", label: " tumor ", deidentified: false, confirmed: ["1.9"], omitted: [] };

describe("an order of discs", () => {
  it("takes studies however they are parted, each once", () => {
    expect(uidsIn(" 1.2.3, 1.2.4;1.2.5\n1.2.3 ")).toEqual(["1.2.3", "1.2.4", "1.2.5"]);
    expect(uidsIn("  ")).toEqual([]);
  });

  it("is of those that were chosen and of those that were typed, each once", () => {
    expect(orderOf({ ...choices, chosen: ["1.2.9", "1.2.3"], studies: "1.2.3 1.2.4" }).studies).toEqual(["1.2.9", "1.2.3", "1.2.4"]);
    expect(orderOf({ ...choices, chosen: ["1.2.9"], studies: "" }).studies).toEqual(["1.2.9"]);
  });

  it("is of the note alone where one is named", () => {
    const order = orderOf({ ...choices, note: "n-1" });
    expect(order.studies).toEqual([]);
    expect(order.notes).toEqual(["n-1"]);
  });

  it("writes the label as a volume has it, and confirms only where names are taken out", () => {
    expect(orderOf(choices)).toMatchObject({ label: "TUMOR", confirmed: [], deidentified: false });
    expect(orderOf({ ...choices, deidentified: true })).toMatchObject({ confirmed: ["1.9"], deidentified: true });
  });

  it("leaves out what was ticked, whether names are taken out or not", () => {
    expect(orderOf({ ...choices, omitted: ["1.8", "1.7"] }).omitted).toEqual(["1.8", "1.7"]);
    expect(orderOf({ ...choices, omitted: ["1.8"], deidentified: true }).omitted).toEqual(["1.8"]);
    expect(orderOf(choices).omitted).toEqual([]);
  });

  it("says megabytes, at least one", () => {
    expect([0, 400_000, 681_984_000].map(megabytes)).toEqual([1, 1, 682]);
  });
});
