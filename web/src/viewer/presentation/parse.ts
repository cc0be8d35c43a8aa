/** Reads a grayscale softcopy presentation state (PS3.3 A.33.1) as far as the viewer applies it; what it does not apply is named. */
import { itemsOf, numberOf, numbersOf, textOf, textsOf } from "../../api/dicomJson";
import type { DicomElement, DicomJson } from "../../api/dicomJson";
import type { Frame } from "../stacks";
import type { Window } from "../tools";
import { numbersOfFrame } from "./frameValues";
import { graphicsOf } from "./graphics";
import type { Graphic } from "./graphics";

type Point = readonly [number, number];

export type Shutter =
  | { shape: "rectangle"; left: number; right: number; top: number; bottom: number }
  | { shape: "circle"; center: Point; radius: number }
  | { shape: "polygon"; points: readonly Point[] };

/** Pixels of the image; its left upper and right lower corner, from 0. */
export interface DisplayedArea {
  corners: readonly [Point, Point];
  mode: "fit" | "trueSize" | "magnify";
  magnification: number;
}

export const grayscaleState = "1.2.840.10008.5.1.4.1.1.11.1";

export type NotApplied = "lut" | "curve" | "bitmapShutter" | "overlays" | "units" | "compound" | "color" | "modality" | "long";

export interface Presentation {
  sop_instance_uid: string;
  label: string;
  window: Window | null;
  isInverse: boolean;
  /** Clockwise; then mirrored (PS3.3 C.10.6). */
  rotation: 0 | 90 | 180 | 270;
  isMirrored: boolean;
  area: DisplayedArea | null;
  shutters: readonly Shutter[];
  graphics: readonly Graphic[];
  notApplied: readonly NotApplied[];
}

/** What a presentation state says about one frame; null where it does not say anything about it. */
export function presentationOf(state: DicomJson, frame: Frame): Presentation | null {
  const references = itemsOf(state, "00081115").flatMap((series) => itemsOf(series, "00081140"));
  if (!references.some((reference) => names(reference, frame))) return null;
  const voi = itemsOf(state, "00283110").find((item) => concerns(item, frame)) ?? null;
  const area = itemsOf(state, "0070005A").find((item) => concerns(item, frame)) ?? null;
  const annotations = itemsOf(state, "00700001").filter((item) => concerns(item, frame));
  const { graphics, hasOtherUnits, hasCompound } = graphicsOf(annotations);
  const shutters = shuttersOf(state);
  const notApplied: [NotApplied, boolean][] = [
    ["lut", (voi !== null && "00283010" in voi) || "20500010" in state || "00283000" in state],
    ["curve", voi !== null && hasCurve(voi)],
    ["bitmapShutter", textsOf(state, "00181600").includes("BITMAP") || textOf(state, "00181600") === "BITMAP"],
    ["overlays", Object.keys(state).some((tag) => /^60[0-9A-F]{2}3000$/i.test(tag))],
    ["units", hasOtherUnits],
    ["compound", hasCompound],
    ["color", !["", grayscaleState].includes(textOf(state, "00080016"))],
    ["modality", hasOtherScale(state, frame)],
    ["long", isApart(state["00181620"]) || annotations.some((annotation) => itemsOf(annotation, "00700009").some((item) => isApart(item["00700022"])))],
  ];
  return {
    sop_instance_uid: textOf(state, "00080018"),
    label: textOf(state, "00700080") || textOf(state, "00700081"),
    window: windowOf(voi),
    isInverse: textOf(state, "20500020") === "INVERSE",
    rotation: rotationOf(numberOf(state, "00700042")),
    isMirrored: textOf(state, "00700041") === "Y",
    area: area === null ? null : areaOf(area),
    shutters,
    graphics,
    notApplied: notApplied.filter(([, is]) => is).map(([what]) => what),
  };
}

/** Values of more than 1,024 bytes do not come with the attributes. */
function isApart(element: DicomElement | undefined): boolean {
  return element?.BulkDataURI !== undefined;
}

/** An item without references concerns all that the state names (PS3.3 C.10.5). */
function concerns(item: DicomJson, frame: Frame): boolean {
  const references = itemsOf(item, "00081140");
  return references.length === 0 || references.some((reference) => names(reference, frame));
}

function names(reference: DicomJson, frame: Frame): boolean {
  if (textOf(reference, "00081155") !== frame.sop_instance_uid) return false;
  const frames = numbersOf(reference, "00081160");
  return frames.length === 0 || frames.includes(frame.frame);
}

function windowOf(voi: DicomJson | null): Window | null {
  if (voi === null) return null;
  const [center, width] = [numberOf(voi, "00281050"), numberOf(voi, "00281051")];
  return center === null || width === null || width < 1 ? null : { center, width };
}

/** PS3.3 C.11.2.1.3: between black and white runs another curve than the straight line, or one of a width that only the exact function knows. */
function hasCurve(voi: DicomJson): boolean {
  const width = numberOf(voi, "00281051");
  return ["SIGMOID", "LINEAR_EXACT"].includes(textOf(voi, "00281056")) || (width !== null && width > 0 && width < 1);
}

function rotationOf(value: number | null): Presentation["rotation"] {
  return value === 90 || value === 180 || value === 270 ? value : 0;
}

/** PS3.3 C.10.4: the corners are pixels, the first of the image is 1\1. Where the picture is turned, the left upper one may be any. */
function areaOf(item: DicomJson): DisplayedArea | null {
  const [column, row] = numbersOf(item, "00700052");
  const [otherColumn, otherRow] = numbersOf(item, "00700053");
  if (column === undefined || row === undefined || otherColumn === undefined || otherRow === undefined) return null;
  const [left, top, right, bottom] = [Math.min(column, otherColumn), Math.min(row, otherRow), Math.max(column, otherColumn), Math.max(row, otherRow)];
  const mode = { "TRUE SIZE": "trueSize", MAGNIFY: "magnify" }[textOf(item, "00700100")] as DisplayedArea["mode"] | undefined;
  return { corners: [[left - 1, top - 1], [right, bottom]], mode: mode ?? "fit", magnification: numberOf(item, "00700103") ?? 1 };
}

/** PS3.3 C.7.6.11: edges are columns and rows, points are row, then column; what is outside of any is covered. */
function shuttersOf(state: DicomJson): Shutter[] {
  const found: Shutter[] = [];
  for (const shape of textsOf(state, "00181600")) {
    if (shape === "RECTANGULAR") {
      const [left, right, top, bottom] = ["00181602", "00181604", "00181606", "00181608"].map((tag) => numberOf(state, tag));
      if (left != null && right != null && top != null && bottom != null) found.push({ shape: "rectangle", left, right: right - 1, top, bottom: bottom - 1 });
    } else if (shape === "CIRCULAR") {
      const [row, column] = numbersOf(state, "00181610");
      const radius = numberOf(state, "00181612");
      if (row !== undefined && column !== undefined && radius !== null) found.push({ shape: "circle", center: [column - 0.5, row - 0.5], radius });
    } else if (shape === "POLYGONAL") {
      const values = numbersOf(state, "00181620");
      const points = Array.from({ length: Math.floor(values.length / 2) }, (_, index) => [(values[2 * index + 1] ?? 0) - 0.5, (values[2 * index] ?? 0) - 0.5] as Point);
      if (points.length > 2) found.push({ shape: "polygon", points });
    }
  }
  return found;
}

/** The picture is scaled by its own values; of a grayscale state its own scale counts, and without one the values as they are stored (PS3.3 A.33.1, C.11.1). */
function hasOtherScale(state: DicomJson, { metadata, frame }: Frame): boolean {
  if (!["", grayscaleState].includes(textOf(state, "00080016")) || "00283000" in state) return false;
  const [slope, intercept] = scaleOf(numberOf(state, "00281053"), numberOf(state, "00281052"));
  const own = (tag: string) => numbersOfFrame(metadata, frame, "pixelValues", tag)[0] ?? null;
  const [ownSlope, ownIntercept] = scaleOf(own("00281053"), own("00281052"));
  return slope !== ownSlope || intercept !== ownIntercept;
}

function scaleOf(slope: number | null, intercept: number | null): readonly [number, number] {
  return slope === null || intercept === null || slope === 0 ? [1, 0] : [slope, intercept];
}
