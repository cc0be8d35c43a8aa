import { useCallback, useRef, useState } from "react";
import { ApiError } from "../../api/client";
import { createNote, editNote, listNotesOfStudy, readNoteForChange } from "../../api/notes";
import type { Note } from "../../api/notes";
import type { Session } from "../../api/session";
import { LooksNotStored, storeLooks } from "../look/storeLooks";
import { draftOf, isEmpty, isMadeAs, newDraft, personName, toNote, withStar } from "./draft";
import type { Draft, DraftImage } from "./draft";
import { keepDraft, keptDraft, lastAuthor, rememberAuthor } from "./draftStore";

export type Saving =
  | { state: "idle" }
  | { state: "saving" }
  | { state: "saved"; version: number }
  /** `isGone`: the note that is edited is no longer there; `isOfLooks`: how the images look could not be stored, and nothing was sent after it. */
  | { state: "failed"; error: ApiError; isGone: boolean; isOfLooks?: boolean }
  | { state: "conflict"; theirs: Note; etag: string };

export interface DraftHands {
  draft: Draft | null;
  isKept: boolean;
  saving: Saving;
  begin: () => void;
  edit: (note: Note) => Promise<void>;
  write: (next: Draft) => void;
  star: (image: DraftImage) => void;
  giveUp: () => void;
  /** @param withoutLooks  the images are kept as they are stored, or as the note had them. */
  save: (withoutLooks?: boolean) => Promise<void>;
  /** Ends a conflict: mine becomes the version after theirs once it is saved, theirs is taken, or mine gets their text as well. */
  settle: (way: "mine" | "theirs" | "both") => void;
  saveAsNew: () => void;
}

/**
 * @param session  who writes; the same one as long as the page is there.
 * @param onSaved  called when the notes of the study have changed; with the draft where it was saved.
 */
export function useDraft(studyInstanceUid: string, session: Session, onSaved: (draft?: Draft) => void): DraftHands {
  const { account } = session;
  const isNamed = session.role !== null; // the built-in operator writes for others
  const [draft, setDraft] = useState<Draft | null>(() => {
    const kept = keptDraft({ account, studyInstanceUid });
    return kept === null ? null : { ...kept, author: isNamed ? null : (kept.author ?? lastAuthor()) };
  });
  const [isKept, setIsKept] = useState(true);
  const [saving, setSaving] = useState<Saving>({ state: "idle" });
  const isSaving = useRef(false);
  const latest = useRef(draft);
  latest.current = draft;

  const write = useCallback(
    (next: Draft | null) => {
      latest.current = next;
      setDraft(next);
      setIsKept(keepDraft({ account, studyInstanceUid }, next === null || isEmpty(next) ? null : next));
    },
    [account, studyInstanceUid],
  );
  const typed = (next: Draft) => {
    if (isSaving.current) return; // what is sent is what is shown
    setSaving((before) => (before.state === "conflict" ? before : { state: "idle" }));
    write(next);
  };
  const begun = () => latest.current ?? newDraft(studyInstanceUid, isNamed ? null : lastAuthor());

  const save = async (withoutLooks = false) => {
    const mine = latest.current;
    if (mine === null) return;
    isSaving.current = true;
    setSaving({ state: "saving" });
    if (mine.author !== null) rememberAuthor(mine.author);
    try {
      const creator = mine.author === null ? session.display_name : personName(mine.author);
      const ready = withoutLooks ? mine : await storeLooks(mine, creator, write);
      const made = await sent(ready);
      write(null);
      setSaving({ state: "saved", version: made.version });
      onSaved(ready);
    } catch (error) {
      setSaving(await failureOf(error, latest.current ?? mine, write));
    } finally {
      isSaving.current = false;
    }
  };

  const settle = (way: "mine" | "theirs" | "both") => {
    const mine = latest.current;
    if (saving.state !== "conflict" || mine === null) return;
    const { theirs, etag } = saving;
    if (way === "theirs") write(null);
    else write({ ...mine, etag, version: theirs.version, text: way === "both" ? [theirs.description ?? "", mine.text].filter(Boolean).join("\n\n") : mine.text });
    setSaving({ state: "idle" });
    onSaved();
  };

  return {
    draft,
    isKept,
    saving,
    begin: () => typed(begun()),
    edit: async (note) => {
      try {
        const { value, etag } = await readNoteForChange(note.id);
        typed(draftOf(value, etag, isNamed ? null : lastAuthor() || (value.author ?? "")));
      } catch (error) {
        setSaving({ state: "failed", error: asApiError(error), isGone: false });
      }
    },
    write: typed,
    star: (image) => typed(withStar(begun(), image)),
    giveUp: () => {
      write(null);
      setSaving({ state: "idle" });
    },
    save,
    settle,
    saveAsNew: () => {
      if (latest.current !== null) typed({ ...latest.current, noteId: null, etag: "", version: 0 });
    },
  };
}

/** A note whose answer was lost is looked for first: it is not made twice. */
async function sent(draft: Draft): Promise<Note> {
  if (draft.noteId !== null) return editNote(draft.noteId, toNote(draft), draft.etag);
  if (draft.isUncertain) {
    const { notes } = await listNotesOfStudy(draft.study_instance_uid);
    const made = notes.find((note) => isMadeAs(note, draft));
    if (made !== undefined) return made;
  }
  return createNote(toNote(draft));
}

async function failureOf(error: unknown, mine: Draft, write: (next: Draft) => void): Promise<Saving> {
  if (error instanceof LooksNotStored) return { state: "failed", error: error.reason, isGone: false, isOfLooks: true };
  const reason = asApiError(error);
  if (reason.status === 0 && mine.noteId === null) write({ ...mine, isUncertain: true });
  if (reason.status === 412 && mine.noteId !== null) {
    try {
      const { value, etag } = await readNoteForChange(mine.noteId);
      return { state: "conflict", theirs: value, etag };
    } catch (second) {
      return { state: "failed", error: asApiError(second), isGone: asApiError(second).isNotFound };
    }
  }
  return { state: "failed", error: reason, isGone: reason.isNotFound && mine.noteId !== null };
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, "internal", error instanceof Error ? error.message : String(error));
}
