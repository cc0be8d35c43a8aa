/** The words for what a note is and where it came from. */
import type { Code } from "../api/codes";
import type { Note, NoteSource, NoteState } from "../api/notes";
import type { Tone } from "../ui/Chip";
import { readPersonName } from "../dicom/personName";

export interface Words {
  word: string;
  meaning: string;
}

const sources: Record<NoteSource, Words> = {
  legacy: { word: "Legacy", meaning: "Brought over from the tables of the old system" },
  local: { word: "Made here", meaning: "Made in this system" },
  received: { word: "Received", meaning: "Read from a key object selection document that was received" },
};

export function titleOf(note: Pick<Note, "title">): string {
  return note.title?.meaning || note.title?.value || "Untitled";
}

/** `113000, DCM`; empty where the code has no value. */
export function codeOf(code: Code | null): string {
  return code?.value ? [code.value, code.scheme].filter(Boolean).join(", ") : "";
}

/** `Legacy + received` for a note that was brought over and whose KOSD also came. */
export function describeSource(note: Pick<Note, "source" | "source_system" | "also_from">): Words {
  const own = nameSystem(sources[note.source] ?? { word: note.source, meaning: "" }, note.source_system);
  if (note.also_from === null || note.also_from === "") return own;
  const other = sources[note.also_from as NoteSource] ?? { word: note.also_from, meaning: note.also_from };
  return {
    word: `${own.word} + ${other.word.toLowerCase()}`,
    meaning: `${own.meaning}. The same note also came another way: ${other.meaning.toLowerCase()}`,
  };
}

function nameSystem(source: Words, system: string): Words {
  return system === "" ? source : { ...source, meaning: `${source.meaning} (${system})` };
}

export function describeState(state: NoteState): Words & { tone: Tone } {
  switch (state) {
    case "current":
      return { word: "Current", meaning: "The valid version of this note", tone: "good" };
    case "superseded":
      return { word: "Superseded", meaning: "A newer version of this note replaces it", tone: "warning" };
    case "withdrawn":
      return { word: "Withdrawn", meaning: "This note was taken back", tone: "error" };
    default:
      return { word: state, meaning: "", tone: "plain" };
  }
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
