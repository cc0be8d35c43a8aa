/** A note that is being written: plain values, so that a browser can keep it until the server has it. */
import type { Code } from "../../api/codes";
import type { Note, NoteDraft } from "../../api/notes";
import type { Look } from "../look/look";
import { isSameCode, modifiersFor, titles } from "../../notes/titles";

export interface DraftImage {
  study_instance_uid: string | null;
  series_instance_uid: string | null;
  sop_instance_uid: string;
  sop_class_uid: string | null;
  /** Null for the whole object. */
  frame: number | null;
  /** That the note has already, or that the picture was shown with. */
  presentation_state_uid: string | null;
  /** How it looks, to be kept with the note; it goes before the presentation state that there is. */
  look?: Look | null;
  /** It was made to look otherwise than it is stored, and that cannot be kept. */
  isLookRefused?: boolean;
}

export interface Draft {
  study_instance_uid: string;
  /** Null for a new note. */
  noteId: string | null;
  /** Of the version that is edited. */
  etag: string;
  version: number;
  title: Code;
  modifiers: Code[];
  text: string;
  /** Null where it is who has signed in: the server knows. */
  author: string | null;
  images: DraftImage[];
  /** It was sent and no answer came: it may have been made. */
  isUncertain: boolean;
}

export function newDraft(studyInstanceUid: string, author: string | null): Draft {
  const [ofInterest] = titles;
  return {
    study_instance_uid: studyInstanceUid,
    noteId: null,
    etag: "",
    version: 0,
    title: ofInterest ?? { value: "113000", scheme: "DCM", meaning: "Of Interest" },
    modifiers: [],
    text: "",
    author,
    images: [],
    isUncertain: false,
  };
}

export function draftOf(note: Note, etag: string, author: string | null): Draft {
  return {
    study_instance_uid: note.study_instance_uid,
    noteId: note.id,
    etag,
    version: note.version,
    title: note.title ?? newDraft(note.study_instance_uid, author).title,
    modifiers: note.modifiers,
    text: note.description ?? "",
    author,
    images: note.references.flatMap((reference) => {
      const { frames, presentation_state_uid, study_instance_uid, series_instance_uid, sop_instance_uid, sop_class_uid } = reference;
      const image = { study_instance_uid, series_instance_uid, sop_instance_uid, sop_class_uid, presentation_state_uid };
      return (frames.length === 0 ? [null] : frames).map((frame) => ({ ...image, frame }));
    }),
    isUncertain: false,
  };
}

export function isSameImage(one: Pick<DraftImage, "sop_instance_uid" | "frame">, other: Pick<DraftImage, "sop_instance_uid" | "frame">): boolean {
  return one.sop_instance_uid === other.sop_instance_uid && one.frame === other.frame;
}

/** Takes the image in as the last one, or out where it is in. */
export function withStar(draft: Draft, image: DraftImage): Draft {
  const without = draft.images.filter((each) => !isSameImage(each, image));
  return { ...draft, images: without.length === draft.images.length ? [...draft.images, image] : without };
}

/** @param look  null: as it is stored, without the presentation state that there may be. */
export function withLook(draft: Draft, image: DraftImage, look: Look | null): Draft {
  const change = (each: DraftImage): DraftImage => ({ ...each, look, isLookRefused: false, ...(look === null ? { presentation_state_uid: null } : {}) });
  return { ...draft, images: draft.images.map((each) => (isSameImage(each, image) ? change(each) : each)) };
}

/** What the image is shown with once the note is saved. */
export function stateOf({ look, presentation_state_uid }: DraftImage): string | null {
  return look?.object?.isStored === true ? look.object.sop_instance_uid : presentation_state_uid;
}

export function moved(draft: Draft, from: number, to: number): Draft {
  const images = [...draft.images];
  const [image] = images.splice(from, 1);
  if (image === undefined || to < 0 || to > images.length) return draft;
  images.splice(to, 0, image);
  return { ...draft, images };
}

/** What the title does not know goes; a title that wants a modifier begins with none. */
export function withTitle(draft: Draft, title: Code): Draft {
  const known = modifiersFor(title);
  return { ...draft, title, modifiers: draft.modifiers.filter((modifier) => known.some((each) => isSameCode(each, modifier))) };
}

export type Lack = "images" | "modifier" | "author" | "tooLong";

const mostBytes = 65_536;

/** What keeps a draft from being saved. */
export function lacksOf(draft: Draft): Lack[] {
  const lacks: [Lack, boolean][] = [
    ["images", draft.images.length === 0],
    ["modifier", modifiersFor(draft.title).length > 0 && draft.modifiers.length === 0],
    ["author", draft.author?.trim() === ""],
    ["tooLong", new TextEncoder().encode(draft.text).length > mostBytes],
  ];
  return lacks.filter(([, is]) => is).map(([lack]) => lack);
}

export function isEmpty(draft: Draft): boolean {
  return draft.noteId === null && draft.images.length === 0 && draft.text.trim() === "";
}

/** As the server takes it: frames of one object that follow each other are one reference. */
export function toNote(draft: Draft): NoteDraft {
  const references: NoteDraft["references"] = [];
  for (const each of draft.images) {
    const { frame, study_instance_uid, series_instance_uid, sop_instance_uid, sop_class_uid } = each;
    const image = { study_instance_uid, series_instance_uid, sop_instance_uid, sop_class_uid, presentation_state_uid: stateOf(each) };
    const last = references[references.length - 1];
    const goesOn = last?.frames !== undefined && frame !== null && last.sop_instance_uid === image.sop_instance_uid && last.presentation_state_uid === image.presentation_state_uid;
    if (goesOn) last.frames?.push(frame);
    else references.push({ ...image, ...(frame === null ? {} : { frames: [frame] }) });
  }
  const code = ({ value, scheme, meaning }: Code) => ({ value: value ?? "", scheme: scheme ?? "", ...(meaning === null || scheme === "DCM" ? {} : { meaning }) });
  return {
    study_instance_uid: draft.study_instance_uid,
    title: code(draft.title),
    modifiers: draft.modifiers.map(code),
    description: draft.text.trim() === "" ? null : draft.text,
    language: null, // nobody has said in which language a person writes
    ...(draft.author === null ? {} : { author: personName(draft.author) }),
    references,
  };
}

/** A name as people write it, as DICOM PN; what already is one stays. */
export function personName(text: string): string {
  const name = text.trim();
  if (name.includes("^") || name.includes("=")) return name;
  const [family = "", given = ""] = name.includes(",") ? name.split(",") : [name.split(/\s+/).slice(-1)[0], name.split(/\s+/).slice(0, -1).join(" ")];
  return given.trim() === "" ? family.trim() : `${family.trim()}^${given.trim()}`;
}

/** A note that says all that the draft says: where an answer was lost, it shows that the note was made. */
export function isMadeAs(note: Note, draft: Draft): boolean {
  const said = toNote(draft);
  return (
    note.state === "current" &&
    note.title !== null &&
    isSameCode(note.title, draft.title) &&
    (note.description ?? "") === (said.description ?? "") &&
    JSON.stringify(draftOf(note, "", "").images.map(({ sop_instance_uid, frame }) => [sop_instance_uid, frame])) === JSON.stringify(draft.images.map(({ sop_instance_uid, frame }) => [sop_instance_uid, frame]))
  );
}
