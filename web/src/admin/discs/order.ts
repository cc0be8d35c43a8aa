/** What a person has chosen, and the order that it makes. */
import type { MediaExport, MediaOrder } from "../../api/media";

export interface Choices {
  /** Study Instance UIDs of those that were chosen in the list of studies or on the page of one. */
  chosen: readonly string[];
  /** What was typed beside them. */
  studies: string;
  note: string;
  scope: "study" | "key_images";
  form: MediaExport["form"];
  profile: MediaExport["profile"];
  language: "en" | "de";
  label: string;
  deidentified: boolean;
  confirmed: readonly string[];
  /** SOP Instance UIDs of what is not to go, as the profile cannot take it. */
  omitted: readonly string[];
}

export const forms = ["iso", "zip", "folder"] as const;
export const profiles = ["STD-GEN-CD", "STD-GEN-DVD-JPEG", "STD-GEN-DVD-J2K", "STD-GEN-USB-JPEG", "STD-GEN-USB-J2K"] as const;

/** Study Instance UIDs as people write them beside each other. */
export function uidsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

export function orderOf(choices: Choices): MediaOrder {
  return {
    studies: choices.note === "" ? uidsIn([...choices.chosen, choices.studies].join(" ")) : [],
    notes: choices.note === "" ? [] : [choices.note],
    scope: choices.scope,
    form: choices.form,
    profile: choices.profile,
    language: choices.language,
    label: choices.label.trim().toUpperCase(),
    deidentified: choices.deidentified,
    confirmed: choices.deidentified ? [...choices.confirmed] : [],
    omitted: [...choices.omitted],
  };
}

/** Whole megabytes, at least one. */
export function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1_000_000));
}
