/** The words for what a note is and where it came from. */
import type { Code } from "../api/codes";
import type { Note, NoteState } from "../api/notes";
import type { Tone } from "../ui/Chip";
import { say } from "../i18n/language";
import { readPersonName } from "../dicom/personName";
import "./words";

export interface Words {
  word: string;
  meaning: string;
}

export function titleOf(note: Pick<Note, "title">): string {
  return note.title?.meaning || note.title?.value || say("study:untitled");
}

/** `113000, DCM`; empty where the code has no value. */
export function codeOf(code: Code | null): string {
  return code?.value ? [code.value, code.scheme].filter(Boolean).join(", ") : "";
}

/** `Legacy + received` for a note that was brought over and whose KOSD also came. */
export function describeSource(note: Pick<Note, "source" | "source_system" | "also_from">): Words {
  const own = nameSystem(sourceWords(note.source, { word: note.source, meaning: "" }), note.source_system);
  const also = note.also_from;
  if (also === null || also === "") return own;
  const other = sourceWords(`also${also.charAt(0).toUpperCase()}${also.slice(1)}`, { word: also.toLowerCase(), meaning: also.toLowerCase() });
  return { word: `${own.word} + ${other.word}`, meaning: `${own.meaning}. ${say("study:sources.also", { meaning: other.meaning })}` };
}

function sourceWords(name: string, otherwise: Words): Words {
  return known("sources", name) ?? otherwise;
}

function nameSystem(source: Words, system: string): Words {
  return system === "" ? source : { ...source, meaning: `${source.meaning} (${system})` };
}

const tones: Record<NoteState, Tone> = { current: "good", superseded: "warning", withdrawn: "error" };

export function describeState(state: NoteState): Words & { tone: Tone } {
  return { ...(known("states", state) ?? { word: state, meaning: "" }), tone: tones[state] ?? "plain" };
}

/** Null for what a later server may send. */
function known(part: string, name: string): Words | null {
  const word = say(`study:${part}.${name}.word`, { defaultValue: "" });
  return word === "" ? null : { word, meaning: say(`study:${part}.${name}.meaning`) };
}

/** Line ends as browsers know them: DICOM text may end its lines with CR LF, CR, LF or a form feed (PS3.5 6.1.3). */
export function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n?|\f/g, "\n").trimEnd();
}

/** An author may be written as a DICOM person name; `Sato, Kenichi 佐藤 健一` for one in two writings. */
export function authorOf(author: string): string {
  if (!author.includes("^") && !author.includes("=")) return author;
  const { primary, secondary } = readPersonName(author);
  return [primary, secondary].filter(Boolean).join(" ");
}
