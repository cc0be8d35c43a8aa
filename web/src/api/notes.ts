import { getJson, getTagged, sendJson } from "./client";
import type { Tagged } from "./client";
import type { Described } from "./described";

export type NoteSource = Note["source"];
export type NoteState = Note["state"];

/** One object that a note names, in the note's order. */
export type NoteReference = Described<"Reference">;

export type Note = Described<"Note">;

export function listNotesOfStudy(studyInstanceUid: string, signal?: AbortSignal): Promise<{ notes: Note[] }> {
  return getJson(`/api/studies/${encodeURIComponent(studyInstanceUid)}/notes`, signal);
}

export function readNote(id: string, signal?: AbortSignal): Promise<Note> {
  return getJson(`/api/notes/${encodeURIComponent(id)}`, signal);
}

/** What a note is made of, as the server takes it. */
export type NoteDraft = Described<"Draft"> & Required<Pick<Described<"Draft">, "modifiers" | "description" | "language">>;

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
