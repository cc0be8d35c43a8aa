import { expect, it } from "vitest";
import { bareSpanOf, readTyped, spellingsOf } from "./typed";

const now = new Date(2026, 2, 1, 9);
const day = (text: string) => ({ from: text, to: text });

it("days, months and kinds of pictures are read out of what is typed", () => {
  expect(readTyped("weber")).toEqual({ rest: "weber", from: "", to: "", modality: "" });
  expect(readTyped("ct")).toMatchObject({ rest: "", modality: "CT" });
  expect(readTyped("Weber 2025-06-16 MR")).toEqual({ rest: "Weber", ...day("2025-06-16"), modality: "MR" });
  expect(readTyped("16.06.2025")).toMatchObject(day("2025-06-16"));
  expect(readTyped("1.6.25")).toMatchObject(day("2025-06-01"));
  expect(readTyped("2024-02")).toMatchObject({ from: "2024-02-01", to: "2024-02-29" });
  expect(readTyped("heute", now)).toMatchObject(day("2026-03-01"));
  expect(readTyped("yesterday", now)).toMatchObject(day("2026-02-28"));
});

it("a number alone is a number, and beside something else it may be a day or a year", () => {
  expect(readTyped("20250616")).toMatchObject({ rest: "20250616", from: "" });
  expect(readTyped("weber 20250616")).toMatchObject({ rest: "weber", ...day("2025-06-16") });
  expect(readTyped("CT 2025")).toEqual({ rest: "", from: "2025-01-01", to: "2025-12-31", modality: "CT" });
  expect(bareSpanOf("20250616")).toEqual(day("2025-06-16"));
  expect(bareSpanOf("20259916")).toBeNull();
  expect(bareSpanOf("4711")).toBeNull();
});

it("what is no day stays as it is", () => {
  expect(readTyped("2025-13")).toMatchObject({ rest: "2025-13", from: "" });
  expect(readTyped("30.02.2025")).toMatchObject({ rest: "30.02.2025", from: "" });
  expect(readTyped("A2025-04711")).toMatchObject({ rest: "A2025-04711", from: "" });
});

it("names are looked for as they are spelled in DICOM, in either order and without titles", () => {
  expect(spellingsOf("weber")).toEqual(["weber"]);
  expect(spellingsOf("weber anna")).toEqual(["weber anna", "weber^anna", "anna^weber"]);
  expect(spellingsOf("Weber, Dr. Anna")).toEqual(["Weber, Dr. Anna", "Weber^Anna", "Anna^Weber"]);
  expect(spellingsOf("van der Berg Jan")).toContain("van der Berg^Jan");
  expect(spellingsOf("van der Berg, Jan")).toContain("van der Berg^Jan");
  expect(spellingsOf("demo-1001")).toEqual(["demo-1001", "DEMO-1001"]);
});
