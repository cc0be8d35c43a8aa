/** Searches by single attributes, which DICOMweb answers: docs/dicomweb.md. */
import { getJson, withQuery } from "./client";
import { itemsOf, numberOf, textOf, textsOf } from "./dicomJson";
import type { DicomJson } from "./dicomJson";
import type { PageRequest } from "./pages";
import type { Study } from "./studies";

export interface StudyFilters {
  keyImages: "with" | "without" | "any";
  name: string;
  id: string;
  accession: string;
  /** YYYY-MM-DD or empty. */
  from: string;
  to: string;
  modality: string;
  /** Code Value of a note's title. */
  title: string;
}

/** A study as a search finds it: it knows the titles of its notes, and not how many there are. */
export type FoundStudy = Omit<Study, "notes"> & { notes: number | null; note_titles: string[] };

export interface FoundPage {
  studies: FoundStudy[];
  hasMore: boolean;
}

/** One more than the page is asked for: the answer has no count of all. */
export async function searchStudies(filters: StudyFilters, page: PageRequest, signal?: AbortSignal): Promise<FoundPage> {
  const found = await getJson<DicomJson[] | null>(withQuery("/dicom-web/studies", { ...keysOf(filters), limit: page.limit + 1, offset: page.offset, includefield: "noteTitle" }), signal);
  const studies = (found ?? []).map(studyOf);
  return { studies: studies.slice(0, page.limit), hasMore: studies.length > page.limit };
}

export function keysOf(filters: StudyFilters): Record<string, string | undefined> {
  return {
    PatientName: beginning(filters.name)?.replace(/\s*,\s*/g, "^").replace(/\s+/g, "?"), // between the parts of a name stands ^ or a blank
    PatientID: beginning(filters.id),
    AccessionNumber: beginning(filters.accession),
    StudyDate: filters.from === "" && filters.to === "" ? undefined : `${dicomDate(filters.from)}-${dicomDate(filters.to)}`,
    ModalitiesInStudy: filters.modality || undefined,
    hasKeyImages: filters.keyImages === "any" ? undefined : String(filters.keyImages === "with"),
    noteTitle: filters.title || undefined,
  };
}

/** Wild cards that a person types stay; without any, the beginning is enough. */
function beginning(text: string): string | undefined {
  const wanted = text.trim();
  if (wanted === "") return undefined;
  return /[*?]/.test(wanted) ? wanted : `${wanted}*`;
}

function dicomDate(text: string): string {
  return text.replaceAll("-", "");
}

function studyOf(found: DicomJson): FoundStudy {
  const of = (tag: string) => textOf(found, tag);
  return {
    study_instance_uid: of("0020000D"),
    patient_id: of("00100020"),
    patient_name: of("00100010"),
    patient_birth_date: of("00100030"),
    patient_sex: of("00100040"),
    study_date: of("00080020"),
    accession_number: of("00080050"),
    description: of("00081030"),
    modalities: textsOf(found, "00080061"),
    notes: null,
    note_titles: itemsOf(found, "00211002").map((title) => textOf(title, "00080104") || textOf(title, "00080100")),
    objects: numberOf(found, "00201208") ?? 0,
    availability: of("00080056") === "NEARLINE" ? "NEARLINE" : "ONLINE",
  };
}
