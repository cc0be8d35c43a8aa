import { expect, it } from "vitest";
import type { Note } from "../../api/notes";
import type { Look } from "../look/look";
import { draftOf, isMadeAs, lacksOf, moved, newDraft, personName, toNote, withLook, withStar, withTitle } from "./draft";
import type { DraftImage } from "./draft";
import { titles } from "../../notes/titles";

const image = (uid: string, frame: number | null = null): DraftImage => ({ study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: uid, sop_class_uid: "1.2", frame, presentation_state_uid: null });
const draft = (...images: DraftImage[]) => ({ ...newDraft("1", "Reader^Anna"), images });
const title = (value: string) => titles.find((each) => each.value === value)!;

it("a star takes an image in, and the same star takes it out", () => {
  const one = withStar(draft(), image("a", 2));
  expect(one.images).toHaveLength(1);
  expect(withStar(one, image("a", 3)).images).toHaveLength(2);
  expect(withStar(one, image("a", 2)).images).toHaveLength(0);
});

it("images are moved within the list and never out of it", () => {
  const order = (from: number, to: number) => moved(draft(image("a"), image("b"), image("c")), from, to).images.map((each) => each.sop_instance_uid).join("");
  expect(order(0, 2)).toBe("bca");
  expect(order(2, 0)).toBe("cab");
  expect(order(0, -1)).toBe("abc");
  expect(order(2, 3)).toBe("abc");
});

it("frames of one object that follow each other are one reference, in their order", () => {
  const { references } = toNote(draft(image("a", 4), image("a", 2), image("b"), image("a", 1)));
  expect(references.map((each) => [each.sop_instance_uid, each.frames])).toEqual([["a", [4, 2]], ["b", undefined], ["a", [1]]]);
});

it("what an account writes names no author: the server knows who has signed in", () => {
  const mine = { ...newDraft("1", null), images: [image("a")] };
  expect(lacksOf(mine)).toEqual([]);
  expect("author" in toNote(mine)).toBe(false);
});

it("a draft without images, author or a modifier that its title wants is not saved", () => {
  expect(lacksOf(newDraft("1", ""))).toEqual(["images", "author"]);
  expect(lacksOf(withTitle(draft(image("a")), title("113010")))).toEqual(["modifier"]);
  expect(lacksOf({ ...draft(image("a")), text: "ü".repeat(40_000) })).toEqual(["tooLong"]);
  expect(lacksOf(draft(image("a")))).toEqual([]);
});

it("a modifier of another title goes with that title", () => {
  const quality = { ...withTitle(draft(), title("113010")), modifiers: [{ value: "111209", scheme: "DCM", meaning: "Positioning" }] };
  expect(withTitle(quality, title("113013")).modifiers).toEqual([]);
});

it("a name is written as DICOM wants it", () => {
  expect(personName("Reader, Anna")).toBe("Reader^Anna");
  expect(personName("Anna Maria Reader")).toBe("Reader^Anna Maria");
  expect(personName("Reader^Anna^^Dr.")).toBe("Reader^Anna^^Dr.");
  expect(personName(" Reader ")).toBe("Reader");
});

it("a note is known again by what it says, and by nothing less", () => {
  const written = { ...draft(image("a", 2), image("b")), text: "Margins" };
  const reference = { study_instance_uid: "1", series_instance_uid: "1.1", sop_class_uid: "1.2", presentation_state_uid: null, present: true, other_patient: false, renderable: true, availability: null };
  const note: Note = {
    id: "7", version: 1, study_instance_uid: "1", title: written.title, modifiers: [], description: "Margins", author: "Reader^Anna", created_at: null, source: "local", source_system: "", state: "current", registered: true, also_from: null, findings: [],
    references: [{ ...reference, sop_instance_uid: "a", frames: [2] }, { ...reference, sop_instance_uid: "b", frames: [] }],
  };
  expect(isMadeAs(note, written)).toBe(true);
  expect(isMadeAs(note, { ...written, text: "Other" })).toBe(false);
  expect(isMadeAs(note, { ...written, images: [image("b"), image("a", 2)] })).toBe(false);
  expect(draftOf(note, '"1"', "Reader^Anna")).toMatchObject({ noteId: "7", etag: '"1"', text: "Margins", images: [{ frame: 2 }, { frame: null }] });
});

it("a note refers to a look once it is stored, and else to the presentation state that it had", () => {
  const object = { sop_instance_uid: "2.25.1", series_instance_uid: "2.25.2", series_number: 1, number: 1, made_at: 0, creator: "", description: "", isStored: false };
  const look: Look = { window: { center: 1, width: 2 }, rescale: { slope: 1, intercept: 0 }, isInverse: false, rotation: 0, isMirrored: false, area: [[0, 0], [1, 1]], shutters: [], marks: [], object };
  const had = { ...image("a"), presentation_state_uid: "old" };
  const states = (one: ReturnType<typeof draft>) => toNote(one).references.map((each) => each.presentation_state_uid);
  const waiting = withLook(draft(had, image("b")), had, look);
  expect(states(waiting)).toEqual(["old", null]);
  expect(states(withLook(waiting, had, { ...look, object: { ...object, isStored: true } }))).toEqual(["2.25.1", null]);
  expect(states(withLook(waiting, had, null))).toEqual([null, null]);
  expect(Object.keys(toNote(waiting).references[0] ?? {})).not.toContain("look");
});
