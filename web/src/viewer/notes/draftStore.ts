/** Drafts outlive a page, a browser that closes and a server that is away: one for each account and study, in this browser, until it is saved or given up. */
import type { Draft } from "./draft";

const prefix = "kinote.draft.";
const authorPlace = "kinote.author";

/** Whose draft of what: what one person began is not shown to the next one at this browser. */
export interface DraftPlace {
  account: string;
  studyInstanceUid: string;
}

const keyOf = ({ account, studyInstanceUid }: DraftPlace) => `${prefix}${encodeURIComponent(account)}/${studyInstanceUid}`;

export function keptDraft(place: DraftPlace): Draft | null {
  try {
    const text = window.localStorage.getItem(keyOf(place));
    const draft = text === null ? null : (JSON.parse(text) as Draft);
    return draft !== null && Array.isArray(draft.images) && typeof draft.text === "string" ? draft : null;
  } catch {
    return null;
  }
}

/** @returns false where this browser keeps nothing. */
export function keepDraft(place: DraftPlace, draft: Draft | null): boolean {
  try {
    if (draft === null) window.localStorage.removeItem(keyOf(place));
    else window.localStorage.setItem(keyOf(place), JSON.stringify(draft));
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
