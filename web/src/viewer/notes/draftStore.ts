/** Drafts outlive a page, a browser that closes and a server that is away: one for each study, in this browser, until it is saved or given up. */
import type { Draft } from "./draft";

const prefix = "kinote.draft.";
const authorPlace = "kinote.author";

export function keptDraft(studyInstanceUid: string): Draft | null {
  try {
    const text = window.localStorage.getItem(prefix + studyInstanceUid);
    const draft = text === null ? null : (JSON.parse(text) as Draft);
    return draft !== null && Array.isArray(draft.images) && typeof draft.text === "string" ? draft : null;
  } catch {
    return null;
  }
}

/** @returns false where this browser keeps nothing. */
export function keepDraft(studyInstanceUid: string, draft: Draft | null): boolean {
  try {
    if (draft === null) window.localStorage.removeItem(prefix + studyInstanceUid);
    else window.localStorage.setItem(prefix + studyInstanceUid, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function lastAuthor(): string {
  try {
    return window.localStorage.getItem(authorPlace) ?? "";
  } catch {
    return "";
  }
}

export function rememberAuthor(author: string): void {
  try {
    window.localStorage.setItem(authorPlace, author);
  } catch {
    // It is typed again next time.
  }
}
