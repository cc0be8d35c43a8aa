import { getJson, withQuery } from "./client";
import type { Note } from "./notes";

/** A note as it was in one of its versions. */
export interface NoteVersion extends Note {
  stored_at: string;
  /** The account or user of the command line; null for what was taken over, and where it is no longer known. */
  stored_by: string | null;
  /** Through which door; null as `stored_by`. */
  came_from: string | null;
}

/** What a destination has of a note. */
export interface NoteAtDestination {
  destination: string;
  /** False where nothing goes there any more. */
  in_use: boolean;
  state: "current" | "stale" | "being_sent" | "refused" | "withdrawn";
  /** The one that is there. */
  version: number | null;
  sent_at: string;
  committed_at: string | null;
  /** The latest one that went there, where it was refused. */
  refused_version: number | null;
  status: string | null;
  comment: string;
}

/** A page, the latest first. @param before  versions below it. */
export function listVersions(noteId: string, before: number | undefined, signal?: AbortSignal): Promise<{ versions: NoteVersion[] }> {
  return getJson(withQuery(`/api/notes/${encodeURIComponent(noteId)}/versions`, { before, limit: 100 }), signal);
}

export function readOutside(noteId: string, signal?: AbortSignal): Promise<{ version: number; destinations: NoteAtDestination[] }> {
  return getJson(`/api/notes/${encodeURIComponent(noteId)}/outside`, signal);
}
