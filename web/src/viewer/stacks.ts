/** What a pane of the viewer can show: the frames of a series in their order, or the key images of a study. */
import { frameAddress } from "../api/dicomweb";
import type { ObjectPlace } from "../api/dicomweb";
import { itemsOf, numberOf, numbersOf, textOf } from "../api/dicomJson";
import type { DicomJson } from "../api/dicomJson";

/** One picture: a frame of an object. */
export interface Frame extends ObjectPlace {
  /** Counted from 1. */
  frame: number;
  /** Of the object. */
  frames: number;
  metadata: DicomJson;
}

export interface Stack {
  /** Names it: the UID of a series, or `keyImagesKey`. */
  key: string;
  frames: readonly Frame[];
}

export const keyImagesKey = "key-images";

/** Frames of the objects that have pixel data, by position along the stack where all of it is known, else by number. */
export function framesOfSeries(objects: readonly DicomJson[]): Frame[] {
  return inOrder(objects.filter(hasPixels)).flatMap(framesOfObject);
}

export function framesOfObject(metadata: DicomJson): Frame[] {
  const frames = Math.max(1, numberOf(metadata, "00280008") ?? 1);
  return Array.from({ length: frames }, (_, index) => ({
    study_instance_uid: textOf(metadata, "0020000D"),
    series_instance_uid: textOf(metadata, "0020000E"),
    sop_instance_uid: textOf(metadata, "00080018"),
    frame: index + 1,
    frames,
    metadata,
  }));
}

export function hasPixels(metadata: DicomJson): boolean {
  return numberOf(metadata, "00280010") !== null && ("7FE00010" in metadata || "7FE00008" in metadata || "7FE00009" in metadata);
}

/** The name under which the image loader knows a frame. */
export function imageIdOf(frame: Frame): string {
  return `wadors:${frameAddress(frame, frame.frame)}`;
}

export function isSameFrame(one: Frame, other: Frame): boolean {
  return one.sop_instance_uid === other.sop_instance_uid && one.frame === other.frame;
}

/** How long a frame of a cine loop is shown, in milliseconds. */
export function frameMilliseconds(metadata: DicomJson): number {
  const time = numberOf(metadata, "00181063") ?? numbersOf(metadata, "00181065")[1] ?? null;
  if (time !== null && time > 0) return time;
  const rate = numberOf(metadata, "00082144") ?? numberOf(metadata, "00180040");
  return rate !== null && rate > 0 ? 1000 / rate : 100;
}

function inOrder(objects: readonly DicomJson[]): DicomJson[] {
  const byNumber = [...objects].sort(
    (one, other) => (numberOf(one, "00200013") ?? 0) - (numberOf(other, "00200013") ?? 0) || textOf(one, "00080018").localeCompare(textOf(other, "00080018")),
  );
  const places = new Map(byNumber.map((object) => [object, placeAlongNormal(object, byNumber[0])]));
  const distinct = new Set(places.values());
  if (distinct.has(null) || distinct.size !== byNumber.length) return byNumber;
  const byPlace = [...byNumber].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  // The acquisition's direction stays: only a stack that its numbers shuffle is put right.
  const first = byNumber[0];
  return first !== undefined && byPlace[byPlace.length - 1] === first ? byPlace.reverse() : byPlace;
}

/** PS3.3 C.7.6.2.1.1: the distance along the normal of the first image; null where it is not known or the planes are not parallel. */
function placeAlongNormal(object: DicomJson, first: DicomJson | undefined): number | null {
  if (first === undefined || itemsOf(object, "52009230").length > 0) return null;
  const position = numbersOf(object, "00200032");
  const orientation = numbersOf(object, "00200037");
  const reference = numbersOf(first, "00200037");
  if (position.length !== 3 || orientation.length !== 6 || reference.length !== 6) return null;
  if (orientation.some((value, index) => Math.abs(value - (reference[index] ?? 0)) > 0.01)) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = reference;
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  return Math.round(1000 * normal.reduce((sum, value, index) => sum + value * (position[index] ?? 0), 0)) / 1000;
}
