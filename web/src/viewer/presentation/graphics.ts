/** Graphics and texts of a presentation state (PS3.3 C.10.5). */
import { itemsOf, numbersOf, textOf } from "../../api/dicomJson";
import type { DicomJson } from "../../api/dicomJson";

export type Point = readonly [number, number];

/** `image`: column and row, from the left upper corner of the image; `area`: parts of the displayed area, 0 to 1. */
export type Units = "image" | "area";

export type Graphic =
  | { kind: "points" | "line" | "curve"; units: Units; points: readonly Point[]; isFilled: boolean }
  /** `points`: center and a point of the circle, or the ends of both axes. */
  | { kind: "circle" | "ellipse"; units: Units; points: readonly Point[]; isFilled: boolean }
  | { kind: "text"; units: Units; text: string; at: Point; align: "start" | "middle" | "end"; anchor: { units: Units; at: Point } | null };

const kinds: Record<string, Exclude<Graphic["kind"], "text">> = { POINT: "points", POLYLINE: "line", INTERPOLATED: "curve", CIRCLE: "circle", ELLIPSE: "ellipse" };
const neededPoints = { points: 1, line: 2, curve: 2, circle: 2, ellipse: 4 };

export function graphicsOf(annotations: readonly DicomJson[]): { graphics: Graphic[]; hasOtherUnits: boolean; hasCompound: boolean } {
  const graphics: Graphic[] = [];
  let hasOtherUnits = false;
  for (const annotation of annotations) {
    for (const item of itemsOf(annotation, "00700009")) {
      const units = unitsOf(textOf(item, "00700005"));
      const kind = kinds[textOf(item, "00700023")];
      const points = pointsOf(numbersOf(item, "00700022"));
      if (units === null) hasOtherUnits = true;
      else if (kind !== undefined && points.length >= neededPoints[kind]) graphics.push({ kind, units, points, isFilled: textOf(item, "00700024") === "Y" });
    }
    for (const item of itemsOf(annotation, "00700008")) {
      const text = textGraphic(item);
      if (text === "units") hasOtherUnits = true;
      else if (text !== null) graphics.push(text);
    }
  }
  return { graphics, hasOtherUnits, hasCompound: annotations.some((annotation) => "00700209" in annotation) };
}

function textGraphic(item: DicomJson): Graphic | "units" | null {
  const text = textOf(item, "00700006");
  const [anchorX, anchorY] = numbersOf(item, "00700014");
  const anchorUnits = unitsOf(textOf(item, "00700004"));
  const anchor = anchorX !== undefined && anchorY !== undefined && anchorUnits !== null ? { units: anchorUnits, at: [anchorX, anchorY] as Point } : null;
  const [left, top] = numbersOf(item, "00700010");
  const [right] = numbersOf(item, "00700011");
  if (left !== undefined && top !== undefined) {
    const units = unitsOf(textOf(item, "00700003"));
    if (units === null) return "units";
    const align = ({ CENTER: "middle", RIGHT: "end" } as const)[textOf(item, "00700012")] ?? "start";
    const x = align === "start" ? left : align === "end" ? (right ?? left) : (left + (right ?? left)) / 2;
    return { kind: "text", units, text, at: [x, top], align, anchor: textOf(item, "00700015") === "Y" ? anchor : null };
  }
  return anchor === null ? null : { kind: "text", units: anchor.units, text, at: anchor.at, align: "start", anchor: null };
}

function unitsOf(text: string): Units | null {
  return text === "PIXEL" ? "image" : text === "DISPLAY" ? "area" : null;
}

function pointsOf(values: readonly number[]): Point[] {
  return Array.from({ length: Math.floor(values.length / 2) }, (_, index) => [values[2 * index] ?? 0, values[2 * index + 1] ?? 0] as Point);
}
