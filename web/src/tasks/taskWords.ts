import type { Task } from "../api/tasks";
import { currentLanguage, say } from "../i18n/language";
import type { Tone } from "../ui/Chip";
import { plainWords } from "../ui/words";
import "./words";

/** What a person calls it: `stray_file_sweep` is "Stray file sweep"; a migration's digest is left out. */
export function taskName(name: string): string {
  const plain = name.replace(/\.[0-9a-f]{8,}$/, "");
  return say(`tasks:names.${plain}`, { defaultValue: plainWords(plain) });
}

export function toneOf({ state, last_result: result }: Task): Tone {
  if (state === "running") return "accent";
  if (state === "paused") return "warning";
  if (hasFailed(result)) return "error";
  return "plain";
}

export function hasFailed(result: string | null): boolean {
  return result !== null && result !== "done" && result !== "stopped";
}

/** "1.2 s", "3 min": as coarse as a person wants it. */
export function took(milliseconds: number | null): string {
  if (milliseconds === null) return "";
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toLocaleString(currentLanguage(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}
