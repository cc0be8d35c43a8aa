import { getJson, postJson, withQuery } from "./client";
import type { PageRequest } from "./pages";

export interface Study {
  study_instance_uid: string;
  patient_id: string;
  /** DICOM person name with its component groups. */
  patient_name: string;
  /** YYYYMMDD or empty. */
  patient_birth_date: string;
  patient_sex: string;
  /** YYYYMMDD or empty. */
  study_date: string;
  accession_number: string;
  description: string;
  modalities: string[];
  notes: number;
  /** How many objects of the study are here; a migrated study may have none. */
  objects: number;
  availability: Availability;
}

/** NEARLINE: only an archive has its bytes now, for a study of one of its objects at least. */
export type Availability = "ONLINE" | "NEARLINE";

export interface StudyPage {
  studies: Study[];
  has_more: boolean;
  /** Null where there are too many to be counted for a page. */
  total: number | null;
}

/** @param withNotes only those that have notes; else all */
export function listStudies(page: PageRequest, withNotes: boolean, search: string, signal?: AbortSignal): Promise<StudyPage> {
  return getJson(withQuery("/api/studies", { hasNotes: withNotes ? true : undefined, ...page, search }), signal);
}

export function readStudy(studyInstanceUid: string, signal?: AbortSignal): Promise<Study> {
  return getJson(`/api/studies/${encodeURIComponent(studyInstanceUid)}`, signal);
}

/** Has the archives send back what of the study is no longer here. @returns the jobs that do it; none where no archive in use has it. */
export function bringBack(studyInstanceUid: string, signal?: AbortSignal): Promise<{ jobs: number[] }> {
  return postJson(`/api/studies/${encodeURIComponent(studyInstanceUid)}/retrieve`, signal);
}
