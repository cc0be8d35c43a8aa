/** What a version of a note has changed of the one before. */
import type { Code } from "../../api/codes";
import type { Note, NoteReference } from "../../api/notes";
import { isSameCode } from "../titles";

export interface Piece {
  kind: "same" | "added" | "removed";
  text: string;
}

/** A frame of an object, or all of it. */
export interface VersionImage {
  reference: NoteReference;
  frame: number | null;
}

export interface Differences {
  /** Before and after; null where it stayed. */
  title: { before: Code | null; after: Code | null } | null;
  author: { before: string | null; after: string | null } | null;
  modifiersAdded: Code[];
  modifiersRemoved: Code[];
  /** Null where the text stayed. */
  text: Piece[] | null;
  imagesAdded: VersionImage[];
  imagesRemoved: VersionImage[];
  /** The images that both have stand in another order. */
  isReordered: boolean;
}

export function differencesOf(before: Note, after: Note): Differences {
  const [imagesBefore, imagesAfter] = [imagesOf(before), imagesOf(after)];
  const lacks = (images: readonly VersionImage[]) => (image: VersionImage) => !images.some((each) => keyOf(each) === keyOf(image));
  const kept = (images: readonly VersionImage[], others: readonly VersionImage[]) => images.filter((image) => !lacks(others)(image)).map(keyOf).join();
  const withoutCode = (codes: readonly Code[]) => (code: Code) => !codes.some((each) => isSameCode(each, code));
  const [textBefore, textAfter] = [before.description ?? "", after.description ?? ""];
  return {
    title: isSameTitle(before.title, after.title) ? null : { before: before.title, after: after.title },
    author: before.author === after.author ? null : { before: before.author, after: after.author },
    modifiersAdded: after.modifiers.filter(withoutCode(before.modifiers)),
    modifiersRemoved: before.modifiers.filter(withoutCode(after.modifiers)),
    text: textBefore === textAfter ? null : textPieces(textBefore, textAfter),
    imagesAdded: imagesAfter.filter(lacks(imagesBefore)),
    imagesRemoved: imagesBefore.filter(lacks(imagesAfter)),
    isReordered: kept(imagesBefore, imagesAfter) !== kept(imagesAfter, imagesBefore),
  };
}

export function isUnchanged(differences: Differences): boolean {
  const { title, author, modifiersAdded, modifiersRemoved, text, imagesAdded, imagesRemoved, isReordered } = differences;
  return title === null && author === null && text === null && !isReordered && [modifiersAdded, modifiersRemoved, imagesAdded, imagesRemoved].every((each) => each.length === 0);
}

function isSameTitle(one: Code | null, other: Code | null): boolean {
  return one === null || other === null ? one === other : isSameCode(one, other);
}

function imagesOf(note: Note): VersionImage[] {
  return note.references.flatMap((reference) => {
    const frames: (number | null)[] = reference.frames.length === 0 ? [null] : reference.frames;
    return frames.map((frame) => ({ reference, frame }));
  });
}

/** Shown with another presentation state it is another image. */
function keyOf({ reference, frame }: VersionImage): string {
  return `${reference.sop_instance_uid}/${frame ?? ""}/${reference.presentation_state_uid ?? ""}`;
}

/** Beyond that many pairs of words the whole middle counts as replaced. */
const mostPairs = 1_000_000;

/** The text word by word: what stayed, what came, what went. */
export function textPieces(before: string, after: string): Piece[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  return joined([
    ...same(now.slice(0, start)),
    ...middle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...same(now.slice(now.length - end)),
  ]);
}

const wordsOf = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];
const same = (words: readonly string[]): Piece[] => words.map((text) => ({ kind: "same", text }));

function middle(old: readonly string[], now: readonly string[]): Piece[] {
  if (old.length * now.length > mostPairs) {
    return [
      { kind: "removed", text: old.join("") },
      { kind: "added", text: now.join("") },
    ];
  }
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width); // the words in common from there on
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] = old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pieces: Piece[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [gone, come] = [old[row], now[column]];
    if (gone !== undefined && gone === come) {
      pieces.push({ kind: "same", text: gone });
      row += 1;
      column += 1;
    } else if (gone !== undefined && (come === undefined || at(row + 1, column) >= at(row, column + 1))) {
      pieces.push({ kind: "removed", text: gone });
      row += 1;
    } else if (come !== undefined) {
      pieces.push({ kind: "added", text: come });
      column += 1;
    }
  }
  return pieces;
}

/** Neighbours of one kind are one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all[all.length - 1];
    if (last?.kind === piece.kind) last.text += piece.text;
    else if (piece.text !== "") all.push({ ...piece });
  }
  return all;
}
