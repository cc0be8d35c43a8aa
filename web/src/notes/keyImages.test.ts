import { describe, expect, it } from "vitest";
import type { Note, NoteReference } from "../api/notes";
import { countKeyImages, keyImagesOf, renderedImageOf } from "./keyImages";

const reference = (change: Partial<NoteReference> = {}): NoteReference => ({
  study_instance_uid: "1.2",
  series_instance_uid: "1.2.1",
  sop_instance_uid: "1.2.1.1",
  sop_class_uid: "1.2.840.10008.5.1.4.1.1.2",
  frames: [],
  presentation_state_uid: null,
  present: true,
  other_patient: false,
  renderable: true,
  availability: "ONLINE",
  ...change,
});

const note = (...references: NoteReference[]): Note => ({
  id: "7",
  version: 1,
  study_instance_uid: "1.2",
  title: { value: "113000", scheme: "DCM", meaning: "Of Interest" },
  modifiers: [],
  description: null,
  author: null,
  created_at: null,
  source: "received",
  source_system: "",
  state: "current",
  registered: true,
  also_from: null,
  findings: [],
  references,
});

describe("the key images of a note", () => {
  it("are no pictures as long as only an archive has them", () => {
    const away = note(reference({ availability: "NEARLINE", frames: [1, 2] }), reference(), reference({ availability: "NEARLINE", renderable: false }));
    expect(keyImagesOf(away).map(({ kind }) => kind)).toEqual(["in_archive", "picture", "without_picture"]);
    expect(countKeyImages(keyImagesOf(away))).toBe("3 key objects · 1 in the archive · 1 without picture");
  });

  it("are one for each frame that was chosen, counted through in the note's order", () => {
    const images = keyImagesOf(note(reference({ frames: [7, 3] }), reference({ sop_instance_uid: "1.2.1.2" })));
    expect(images.map(({ position, frame }) => [position, frame])).toEqual([
      [1, 7],
      [2, 3],
      [3, null],
    ]);
    expect(images.every((image) => image.kind === "picture")).toBe(true);
  });

  it("have different keys even when the note names one object twice", () => {
    const images = keyImagesOf(note(reference(), reference()));
    expect(new Set(images.map((image) => image.key)).size).toBe(2);
  });

  it("are one tile for an object that is not here, whatever frames were chosen", () => {
    const images = keyImagesOf(note(reference({ present: false, renderable: false, frames: [1, 2, 3] })));
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({ kind: "not_here", frame: null });
  });

  it("of another patient are not shown", () => {
    const images = keyImagesOf(note(reference(), reference({ present: false, other_patient: true, renderable: false, frames: [2] })));
    expect(images.map((image) => image.kind)).toEqual(["picture", "other_patient"]);
    expect(countKeyImages(images)).toBe("2 key objects · 1 of another patient");
  });

  it("tell what is here but has no picture", () => {
    expect(keyImagesOf(note(reference({ renderable: false })))[0]!.kind).toBe("without_picture");
  });

  it("of a note without references are none", () => {
    expect(keyImagesOf(note())).toEqual([]);
  });

  it("are shown with their presentation state unless it is switched off", () => {
    const image = keyImagesOf(note(reference({ presentation_state_uid: "1.2.9", frames: [4] })))[0]!;
    expect(renderedImageOf(image)).toEqual({ sop_instance_uid: "1.2.1.1", frame: 4, presentation_state_uid: "1.2.9" });
    expect(renderedImageOf(image, false).presentation_state_uid).toBeNull();
  });

  it("of a whole object are shown by its first frame", () => {
    expect(renderedImageOf(keyImagesOf(note(reference()))[0]!).frame).toBe(1);
  });
});

describe("the count of key images", () => {
  it("says what is missing", () => {
    const images = keyImagesOf(note(reference(), reference({ present: false }), reference({ renderable: false })));
    expect(countKeyImages(images)).toBe("3 key objects · 1 not here yet · 1 without picture");
  });

  it("says when nothing is here", () => {
    expect(countKeyImages(keyImagesOf(note(reference({ present: false }))))).toBe("1 key object · none here yet");
  });

  it("is short when all is here", () => {
    expect(countKeyImages(keyImagesOf(note(reference(), reference())))).toBe("2 key objects");
  });
});
