/** The questions to DICOMweb: what series a study has, what is known of their objects, where their frames are. */
import { getJson, withQuery } from "./client";
import { numberOf, textOf } from "./dicomJson";
import type { DicomJson } from "./dicomJson";
import type { PageRequest } from "./pages";
import type { Availability } from "./studies";

export interface Series {
  series_instance_uid: string;
  /** Null where the series has none. */
  number: number | null;
  modality: string;
  description: string;
  objects: number;
  availability: Availability;
}

/** The place of an object. */
export interface ObjectPlace {
  study_instance_uid: string;
  series_instance_uid: string;
  sop_instance_uid: string;
}

/** In the order of their numbers. */
export async function listSeries(studyInstanceUid: string, signal?: AbortSignal): Promise<Series[]> {
  const found = await getJson<DicomJson[] | null>(`${studyAddress(studyInstanceUid)}/series`, signal);
  const series = (found ?? []).map((each) => ({
    series_instance_uid: textOf(each, "0020000E"),
    number: numberOf(each, "00200011"),
    modality: textOf(each, "00080060"),
    description: textOf(each, "0008103E"),
    objects: numberOf(each, "00201209") ?? 0,
    availability: (textOf(each, "00080056") === "NEARLINE" ? "NEARLINE" : "ONLINE") as Availability,
  }));
  return series.sort((one, other) => (one.number ?? Infinity) - (other.number ?? Infinity) || one.series_instance_uid.localeCompare(other.series_instance_uid));
}

export interface SeriesObject {
  sop_instance_uid: string;
  sop_class_uid: string;
  /** Null where the object has none. */
  number: number | null;
}

/** A page of the objects of a series. */
export async function listObjects(studyInstanceUid: string, seriesInstanceUid: string, page: PageRequest, signal?: AbortSignal): Promise<SeriesObject[]> {
  const found = await getJson<DicomJson[] | null>(withQuery(`${seriesAddress(studyInstanceUid, seriesInstanceUid)}/instances`, { ...page }), signal);
  return (found ?? []).map((each) => ({ sop_instance_uid: textOf(each, "00080018"), sop_class_uid: textOf(each, "00080016"), number: numberOf(each, "00200013") }));
}

/** The attributes of all objects of a series. */
export function readSeriesMetadata(studyInstanceUid: string, seriesInstanceUid: string, signal?: AbortSignal): Promise<DicomJson[]> {
  return getJson(`${seriesAddress(studyInstanceUid, seriesInstanceUid)}/metadata`, signal);
}

/** The attributes of one object. */
export async function readObjectMetadata(place: ObjectPlace, signal?: AbortSignal): Promise<DicomJson | null> {
  return (await getJson<DicomJson[]>(`${objectAddress(place)}/metadata`, signal))[0] ?? null;
}

/** @param frame counted from 1 */
export function frameAddress(place: ObjectPlace, frame: number): string {
  return `${objectAddress(place)}/frames/${frame}`;
}

export function seriesThumbnailAddress(studyInstanceUid: string, seriesInstanceUid: string): string {
  return `${seriesAddress(studyInstanceUid, seriesInstanceUid)}/thumbnail`;
}

function studyAddress(studyInstanceUid: string): string {
  return `/dicom-web/studies/${encodeURIComponent(studyInstanceUid)}`;
}

function seriesAddress(studyInstanceUid: string, seriesInstanceUid: string): string {
  return `${studyAddress(studyInstanceUid)}/series/${encodeURIComponent(seriesInstanceUid)}`;
}

function objectAddress(place: ObjectPlace): string {
  return `${seriesAddress(place.study_instance_uid, place.series_instance_uid)}/instances/${encodeURIComponent(place.sop_instance_uid)}`;
}
