/** The tiles of a note: one for each picture, in the order that the note gives. */
import type { RenderedImage } from "../api/images";
import type { Note, NoteReference } from "../api/notes";
import { say } from "../i18n/language";
import "./words";

export interface KeyImage {
  /** Unique within its note. */
  key: string;
  /** Counted from 1 over all tiles of the note. */
  position: number;
  reference: NoteReference;
  /** `picture`: can be shown; `in_archive`: once it is back; `without_picture`: here, but no image; `not_here`: only named;
   * `other_patient`: here, and another patient's. */
  kind: "picture" | "in_archive" | "without_picture" | "not_here" | "other_patient";
  /** The chosen frame; null where the note chose the whole object. */
  frame: number | null;
}

/** A reference with frames gives one picture for each frame; one that cannot be shown stays one tile. */
export function keyImagesOf(note: Note): KeyImage[] {
  const images: KeyImage[] = [];
  for (const [index, reference] of note.references.entries()) {
    const kind = kindOf(reference);
    const frames = kind === "picture" && reference.frames.length > 0 ? reference.frames : [null];
    for (const frame of frames) {
      images.push({ key: `${index}/${frame ?? ""}`, position: images.length + 1, reference, kind, frame });
    }
  }
  return images;
}

export function renderedImageOf(image: KeyImage, withPresentationState = true): RenderedImage {
  return {
    sop_instance_uid: image.reference.sop_instance_uid,
    frame: image.frame ?? 1,
    presentation_state_uid: withPresentationState ? image.reference.presentation_state_uid : null,
  };
}

/** `6 key images · 2 not here yet · 1 without picture`. */
export function countKeyImages(images: readonly KeyImage[]): string {
  const notHere = images.filter((image) => image.kind === "not_here").length;
  const withoutPicture = images.filter((image) => image.kind === "without_picture").length;
  const inArchive = images.filter((image) => image.kind === "in_archive").length;
  const counted = (name: string, count: number) => say(`study:count.${name}`, { count });
  const parts = [counted("objects", images.length)];
  if (notHere > 0) parts.push(notHere === images.length ? say("study:count.noneHere") : counted("notHere", notHere));
  if (inArchive > 0) parts.push(counted("inArchive", inArchive));
  const ofOther = images.filter((image) => image.kind === "other_patient").length;
  if (ofOther > 0) parts.push(counted("ofOther", ofOther));
  if (withoutPicture > 0) parts.push(counted("withoutPicture", withoutPicture));
  return parts.join(" · ");
}

function kindOf(reference: NoteReference): KeyImage["kind"] {
  if (reference.other_patient) return "other_patient";
  if (!reference.present) return "not_here";
  if (!reference.renderable) return "without_picture";
  return reference.availability === "NEARLINE" ? "in_archive" : "picture";
}
