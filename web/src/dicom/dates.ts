/** Dates of DICOM and of the API as people read them: in English year first, so that no country reads them wrongly; in German as there. */
import { currentLanguage } from "../i18n/language";

/** `20240305` as `2024-03-05` or `05.03.2024`; empty stays empty; what is no date is shown as it came. */
export function formatDicomDate(value: string): string {
  const text = value.trim();
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text);
  if (!parts) return text;
  return asWritten(`${parts[1]}-${parts[2]}-${parts[3]}`);
}

/** A date without a time of day, `2024-03-05`, in the language of the page; one that no calendar has stays as it is. */
function asWritten(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (currentLanguage() === "en" || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) return date;
  return new Intl.DateTimeFormat(currentLanguage(), { year: "numeric", month: "2-digit", day: "2-digit", timeZone: "UTC" }).format(day);
}

/** Whole years between two DICOM dates, or null where one of them is missing or the order is wrong. */
export function ageInYears(birthDate: string, onDate: string): number | null {
  const birth = digits(birthDate);
  const day = digits(onDate);
  if (birth === null || day === null || day < birth) return null;
  return Math.floor((day - birth) / 10000);
}

function digits(value: string): number | null {
  return /^\d{8}$/.test(value.trim()) ? Number(value.trim()) : null;
}

/** A time that names no zone is local where it was written; parts of it may be missing, as in DICOM. */
const withoutZone = /^(\d{4}(?:-\d{2}){0,2})(?:T(\d{2}(?::\d{2})?)(?::\d{2}(?:\.\d+)?)?)?$/;

/**
 * A moment in ISO 8601 as `2024-03-05 14:33` or `05.03.2024 14:33` in the given time zone (the browser's unless told).
 * One without a zone is shown as it was written, and a date stays a date.
 */
export function formatMoment(iso: string, timeZone?: string): string {
  const local = withoutZone.exec(iso);
  if (local) return [asWritten(local[1] ?? ""), local[2]].filter(Boolean).join(" ");
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const parts = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone !== undefined ? { timeZone } : {}),
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  return `${asWritten(`${part("year")}-${part("month")}-${part("day")}`)} ${part("hour")}:${part("minute")}`;
}
