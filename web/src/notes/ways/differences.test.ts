import { expect, it } from "vitest";
import type { Note, NoteReference } from "../../api/notes";
import { differencesOf, isUnchanged, textPieces } from "./differences";

const reference = (uid: string, frames: number[] = []): NoteReference => ({
  study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: uid, sop_class_uid: "1.2", frames, presentation_state_uid: null, present: true, other_patient: false, renderable: true, availability: "ONLINE",
});
const note: Note = {
  id: "7", version: 1, study_instance_uid: "1", title: { value: "113000", scheme: "DCM", meaning: "Of Interest" }, modifiers: [], description: "Lesion in segment VI", author: "Reader^Anna",
  created_at: null, source: "local", source_system: "", state: "current", registered: true, also_from: null, findings: [], references: [reference("a"), reference("b", [1, 2])],
};
const told = (before: string, after: string) => textPieces(before, after).map(({ kind, text }) => ({ same: text, added: `+${text}`, removed: `-${text}` })[kind]).join("|");

it("a text is told word by word", () => {
  expect(told("Lesion in segment VI", "Lesion in segment VII, new")).toBe("Lesion in segment |-VI|+VII, new");
  expect(told("", "new")).toBe("+new");
  expect(told("old", "")).toBe("-old");
  expect(told("a b c", "a c")).toBe("a |-b |c");
  expect(told("a", "a")).toBe("a");
});

it("what was told word by word gives both texts again", () => {
  const [before, after] = ["one two  three\nfour five", "two three four\nsix five seven"];
  const pieces = textPieces(before, after);
  expect(pieces.filter(({ kind }) => kind !== "added").map(({ text }) => text).join("")).toBe(before);
  expect(pieces.filter(({ kind }) => kind !== "removed").map(({ text }) => text).join("")).toBe(after);
});

it("very long texts are told as replaced", () => {
  const [before, after] = ["x ".repeat(3000), "y ".repeat(3000)];
  expect(textPieces(`a ${before}z`, `a ${after}z`).map(({ kind }) => kind)).toEqual(["same", "removed", "added", "same"]);
});

it("a version that changes nothing has no differences", () => expect(isUnchanged(differencesOf(note, { ...note, version: 2 }))).toBe(true));

it("images that came, went and moved are told apart", () => {
  const changed = differencesOf(note, { ...note, references: [reference("b", [2, 3]), reference("a")] });
  expect(changed.imagesAdded.map(({ reference: { sop_instance_uid }, frame }) => [sop_instance_uid, frame])).toEqual([["b", 3]]);
  expect(changed.imagesRemoved.map(({ reference: { sop_instance_uid }, frame }) => [sop_instance_uid, frame])).toEqual([["b", 1]]);
  expect(changed.isReordered).toBe(true);
  expect(differencesOf(note, { ...note, references: [reference("a")] }).isReordered).toBe(false);
});

it("title, modifiers and author are told before and after", () => {
  const title = { value: "113010", scheme: "DCM", meaning: "Quality Issue" };
  const blur = { value: "111210", scheme: "DCM", meaning: "Motion blur" };
  const changed = differencesOf(note, { ...note, title, modifiers: [blur], author: "Other^Olga" });
  expect(changed.title?.after?.meaning).toBe("Quality Issue");
  expect(changed.modifiersAdded).toEqual([blur]);
  expect(changed.author).toEqual({ before: "Reader^Anna", after: "Other^Olga" });
});
