/** What a person means who types into the one box: a day, a month or a kind of pictures beside a name or a number. */

export interface Typed {
  /** What is left for names and numbers. */
  rest: string;
  /** YYYY-MM-DD or empty. */
  from: string;
  to: string;
  modality: string;
}

type Span = Pick<Typed, "from" | "to">;

export const modalities = ["CR", "CT", "DX", "ES", "IO", "MG", "MR", "NM", "OP", "OT", "PT", "PX", "RF", "RTIMAGE", "SC", "SM", "US", "XA", "XC"] as const;
const daysBack: Readonly<Record<string, number>> = { today: 0, heute: 0, yesterday: 1, gestern: 1 };

export function readTyped(text: string, now = new Date()): Typed {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const read: Typed = { rest: "", from: "", to: "", modality: "" };
  const rest: string[] = [];
  for (const word of words) {
    const span = spanOf(word, now) ?? (words.length > 1 ? bareSpanOf(word) : null);
    if (span !== null && read.from === "") Object.assign(read, span);
    else if (read.modality === "" && isModality(word)) read.modality = word.toUpperCase();
    else rest.push(word);
  }
  return { ...read, rest: rest.join(" ") };
}

/** A number that may be a day or a year, where it is no name and no number of anything. */
export function bareSpanOf(word: string): Span | null {
  const day = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(word);
  if (day !== null) return dayOf(Number(day[1]), Number(day[2]), Number(day[3]));
  return /^(19|20)\d\d$/.test(word) ? { from: `${word}-01-01`, to: `${word}-12-31` } : null;
}

/** The same as it may be spelled in the index of names and numbers, likely ones first: the first that finds something counts. */
export function spellingsOf(rest: string): string[] {
  const words = rest.split(/[\s,]+/).filter((word) => word !== "" && !word.endsWith(".")); // no titles: Dr.
  const [first = "", ...others] = words;
  const last = others[others.length - 1] ?? "";
  const family = rest.split(",")[0]?.trim() ?? "";
  const given = words.slice(family.split(/\s+/).length).join(" ");
  const names =
    others.length === 0
      ? []
      : [...(rest.includes(",") ? [`${family}^${given}`] : []), `${words.slice(0, -1).join(" ")}^${last}`, `${first}^${others.join(" ")}`, `${last}^${words.slice(0, -1).join(" ")}`];
  return [...new Set([rest, ...names, ...(/\d/.test(rest) ? [rest.toUpperCase()] : [])])];
}

function isModality(word: string): boolean {
  return modalities.some((modality) => modality === word.toUpperCase());
}

function spanOf(word: string, now: Date): Span | null {
  const back = daysBack[word.toLowerCase()];
  if (back !== undefined) {
    const then = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
    return dayOf(then.getFullYear(), then.getMonth() + 1, then.getDate());
  }
  const iso = /^(\d{4})-(\d\d?)(?:-(\d\d?))?$/.exec(word);
  if (iso !== null) return iso[3] === undefined ? monthOf(Number(iso[1]), Number(iso[2])) : dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const german = /^(\d\d?)\.(\d\d?)\.(\d{4}|\d\d)$/.exec(word);
  return german === null ? null : dayOf(Number(german[3]) + (german[3]?.length === 2 ? 2000 : 0), Number(german[2]), Number(german[1]));
}

function dayOf(year: number, month: number, day: number): Span | null {
  if (month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) return null;
  const text = written(year, month, day);
  return { from: text, to: text };
}

function monthOf(year: number, month: number): Span | null {
  return month < 1 || month > 12 ? null : { from: written(year, month, 1), to: written(year, month, lastDay(year, month)) };
}

function lastDay(year: number, month: number): number {
  return new Date(year, month, 0).getDate();
}

function written(year: number, month: number, day: number): string {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}
