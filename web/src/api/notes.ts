import { getJson, getTagged, sendJson } from "./client";
import type { Tagged } from "./client";
import type { Code } from "./codes";
import type { Finding } from "./findings";
import type { Availability } from "./studies";

export type NoteSource = "legacy" | "local" | "received";
export type NoteState = "current" | "superseded" | "withdrawn";

/** One object that a note names, in the note's order. */
export interface NoteReference {
  study_instance_uid: string | null;
  series_instance_uid: string | null;
  sop_instance_uid: string;
  sop_class_uid: string | null;
  /** Frames counted from 1; empty means the whole object. */
  frames: number[];
  presentation_state_uid: string | null;
  /** The object is in this system, and may be shown with the note. */
  present: boolean;
  /** The object is in this system, and another patient's than the note. */
  other_patient: boolean;
  /** The object has a picture; false for reports, PDF, waveforms. */
  renderable: boolean;
  /** Null where the object is not in this system. */
  availability: Availability | null;
}

export interface Note {
  id: string;
  version: number;
  /** The study that the note belongs to. */
  study_instance_uid: string;
  title: Code | null;
  modifiers: Code[];
  description: string | null;
  author: string | null;
  /** ISO 8601: in UTC, or local and perhaps in part where the writer named no zone. */
  created_at: string | null;
  source: NoteSource;
  /** Which system it came from; empty where that is not known. */
  source_system: string;
  state: NoteState;
  registered: boolean;
  /** Where the same note came from a second time, for one that was migrated and also received as a KOSD. */
  also_from: string | null;
  findings: Finding[];
  references: NoteReference[];
}

export function listNotesOfStudy(studyInstanceUid: string, signal?: AbortSignal): Promise<{ notes: Note[] }> {
  return getJson(`/api/studies/${encodeURIComponent(studyInstanceUid)}/notes`, signal);
}

export function readNote(id: string, signal?: AbortSignal): Promise<Note> {
  return getJson(`/api/notes/${encodeURIComponent(id)}`, signal);
}

/** What a note is made of, as the server takes it. */
export interface NoteDraft {
  study_instance_uid: string;
  title: { value: string; scheme: string; meaning?: string };
  modifiers: { value: string; scheme: string; meaning?: string }[];
  description: string | null;
  language: string | null;
  /** For the built-in operator alone; an account writes in its own name. */
  author?: string;
  references: {
    sop_instance_uid: string;
    frames?: number[];
    presentation_state_uid?: string | null;
    study_instance_uid?: string | null;
    series_instance_uid?: string | null;
    sop_class_uid?: string | null;
  }[];
}

/** A note with the ETag that a change of it wants. */
export function readNoteForChange(id: string, signal?: AbortSignal): Promise<Tagged<Note>> {
  return getTagged(`/api/notes/${encodeURIComponent(id)}`, signal);
}

export async function createNote(draft: NoteDraft): Promise<Note> {
  return sendJson("POST", "/api/notes", draft);
}

/** @throws ApiError 412 where somebody has changed the note since `etag`. */
export async function editNote(id: string, draft: NoteDraft, etag: string): Promise<Note> {
  return sendJson("PUT", `/api/notes/${encodeURIComponent(id)}`, draft, { etag });
}

/** Out of sight at once, and back by `undoWithdrawal`. */
export async function withdrawNote(id: string, etag: string): Promise<void> {
  await sendJson("DELETE", `/api/notes/${encodeURIComponent(id)}`, undefined, { etag });
}

export async function undoWithdrawal(id: string): Promise<void> {
  await sendJson("POST", `/api/notes/${encodeURIComponent(id)}/undo`);
}
