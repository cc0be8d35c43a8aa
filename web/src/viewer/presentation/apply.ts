/** Turns a picture so that it lies as its presentation state says. */
import type { PictureView } from "../engine/PictureView";
import type { Presentation } from "./parse";

type Point = readonly [number, number];

export function applyPresentation(view: PictureView, presentation: Presentation): void {
  view.reset();
  if (presentation.window !== null) {
    view.straighten();
    view.setWindow(presentation.window);
  }
  view.invert(presentation.isInverse); // whatever the image says of its own (PS3.4 N.2)
  turn(view, presentation);
  if (presentation.area !== null) showArea(view, presentation.area.corners);
  view.settle();
}

/** PS3.3 C.10.6: rotated clockwise, then mirrored left and right. */
function turn(view: PictureView, { rotation, isMirrored }: Presentation): void {
  if (isMirrored) view.flip("horizontal");
  if (rotation === 0) return;
  view.rotate(rotation);
  if (!liesAsAsked(view, rotation, isMirrored)) view.rotate(-2 * rotation);
}

/** Where the rows of the image run on the screen says whether the library turns a mirrored picture the other way round. */
function liesAsAsked(view: PictureView, rotation: number, isMirrored: boolean): boolean {
  const [start, end] = [view.toPane([0, 0]), view.toPane([100, 0])];
  if (start === null || end === null) return true;
  const angle = (rotation * Math.PI) / 180;
  const asked: Point = [Math.cos(angle) * (isMirrored ? -1 : 1), Math.sin(angle)];
  return (end[0] - start[0]) * asked[0] + (end[1] - start[1]) * asked[1] > 0;
}

function showArea(view: PictureView, [from, to]: readonly [Point, Point]): void {
  const box = boxOf(view, from, to);
  if (box === null || box.width < 1 || box.height < 1) return;
  const [width, height] = view.size;
  // True size and magnification speak of screens of which a browser knows nothing: the area is shown as large as it fits.
  view.setZoom(view.zoom * Math.min(width / box.width, height / box.height));
  const after = boxOf(view, from, to);
  if (after !== null) view.pan(width / 2 - (after.left + after.width / 2), height / 2 - (after.top + after.height / 2));
}

export function boxOf(view: PictureView, from: Point, to: Point): { left: number; top: number; width: number; height: number } | null {
  const [one, other] = [view.toPane(from), view.toPane(to)];
  if (one === null || other === null) return null;
  return { left: Math.min(one[0], other[0]), top: Math.min(one[1], other[1]), width: Math.abs(one[0] - other[0]), height: Math.abs(one[1] - other[1]) };
}
