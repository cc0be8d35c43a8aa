/** Reads off a picture how it looks. */
import { numberOf, numbersOf, textOf } from "../../api/dicomJson";
import type { PictureView } from "../engine/PictureView";
import type { Frame } from "../stacks";
import type { Look, Mark } from "./look";
import { hasGrayLook } from "./stateObject";

/**
 * @param marks  the measurements on the picture
 * @returns null where nothing is shown, and for pictures whose look cannot be kept: those in color
 */
export function lookOf(view: PictureView, marks: readonly Mark[]): Look | null {
  const { shown, window } = view;
  const area = shown === null ? null : areaOf(view, shown);
  if (shown === null || window === null || area === null || !hasGrayLook(shown.metadata)) return null;
  const alive = new Set(marks.map(({ source }) => source));
  const before = view.presented?.graphics.filter((graphic: Mark) => graphic.source === undefined || !alive.has(graphic.source)) ?? [];
  return {
    window: { center: rounded(window.center), width: Math.max(1, rounded(window.width)) },
    rescale: view.rescale,
    isInverse: view.isInverted,
    ...view.turned,
    area,
    shutters: view.presented?.shutters ?? [],
    marks: [...before, ...marks],
    object: null,
  };
}

/** Whether a person has made it look otherwise than it is stored, or than its presentation state has it. */
export function isChanged(view: PictureView, marks: readonly Mark[]): boolean {
  const { shown, window, presented, turned } = view;
  if (shown === null || window === null) return false;
  if (marks.length > 0 || view.isMoved) return true;
  const inverse = presented?.isInverse ?? textOf(shown.metadata, "00280004") === "MONOCHROME1";
  const [rotation, isMirrored] = [presented?.rotation ?? 0, presented?.isMirrored ?? false];
  if (view.isInverted !== inverse || turned.rotation !== rotation || turned.isMirrored !== isMirrored) return true;
  const stored = presented?.window ?? storedWindow(shown);
  return view.isWindowChosen && (stored === null || Math.abs(window.center - stored.center) > 0.5 || Math.abs(window.width - stored.width) > 0.5);
}

function storedWindow({ metadata }: Frame): { center: number; width: number } | null {
  const [center, width] = [numberOf(metadata, "00281050"), numberOf(metadata, "00281051")];
  return center === null || width === null ? null : { center, width };
}

/** Where all of the picture's width or height is to be seen, that is the area: what is beside it depends on the pane. */
function areaOf(view: PictureView, { metadata }: Frame): Look["area"] | null {
  const [width, height] = view.size;
  const [one, other] = [view.toImage([0, 0]), view.toImage([width, height])];
  const [columns, rows] = [numbersOf(metadata, "00280011")[0], numbersOf(metadata, "00280010")[0]];
  if (one === null || other === null || columns === undefined || rows === undefined) return null;
  const extent = (axis: 0 | 1, size: number): [number, number] => {
    const [from, to] = [Math.round(Math.min(one[axis], other[axis])), Math.round(Math.max(one[axis], other[axis]))];
    return from <= 0 && to >= size ? [0, size] : [from, Math.max(from + 1, to)];
  };
  const [horizontal, vertical] = [extent(0, columns), extent(1, rows)];
  return [[horizontal[0], vertical[0]], [horizontal[1], vertical[1]]];
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
