/** Turns the measurements of the library into graphics of a presentation state. */
import { AngleTool, annotation, ArrowAnnotateTool, EllipticalROITool, LengthTool, ProbeTool, RectangleROITool, ToolGroupManager } from "@cornerstonejs/tools";
import type { Mark } from "../look/look";
import type { Point } from "../presentation/graphics";
import type { PictureView } from "./PictureView";

type Shape = Exclude<Mark, { kind: "text" }>;
/** From three points on: a place in the patient, or in the picture where it has none. */
type Place = readonly number[];

const headPixels = 12;

/** Those on one picture, each with its words; what was begun and not finished is left out. */
export function marksOf(view: PictureView, imageId: string): Mark[] {
  const own = annotation.state.getAllAnnotations().filter(({ metadata, isVisible }) => metadata?.referencedImageId === imageId && isVisible !== false);
  return own.flatMap((each) => {
    const { annotationUID: source = "", data } = each;
    const tool = each.metadata?.toolName ?? "";
    const points = ((data.handles?.points ?? []) as Place[]).map((place) => view.fromWorld(place)).filter((point): point is Point => point !== null);
    const shape = shapeOf(tool, points, view);
    if (shape === null) return [];
    const text = tool === ArrowAnnotateTool.toolName ? (data.label ?? "") : linesOf(tool, data, imageId);
    const box = (data.handles?.textBox as { worldBoundingBox?: { topLeft: Place } } | undefined)?.worldBoundingBox?.topLeft; // where the words are drawn now
    const at = box === undefined ? points[points.length - 1] : view.fromWorld(box);
    const words: Mark[] = text === "" || !at ? [] : [{ kind: "text", units: "image", text, at, align: "start", anchor: null, source }];
    return [...shape.map((part): Mark => ({ ...part, source })), ...words];
  });
}

const line = (...points: Point[]): Shape => ({ kind: "line", units: "image", points, isFilled: false });

function shapeOf(tool: string, points: readonly Point[], view: PictureView): Shape[] | null {
  const [a, b, c, d] = points;
  switch (tool) {
    case LengthTool.toolName:
      return a && b ? [line(a, b)] : null;
    case AngleTool.toolName:
      return a && b && c ? [line(a, b, c)] : null;
    case RectangleROITool.toolName:
      return a && b && c && d ? [line(a, b, d, c, a)] : null;
    case EllipticalROITool.toolName: {
      if (!a || !b || !c || !d) return null;
      const isUpright = Math.hypot(a[0] - b[0], a[1] - b[1]) >= Math.hypot(c[0] - d[0], c[1] - d[1]);
      return [{ kind: "ellipse", units: "image", points: isUpright ? [a, b, c, d] : [c, d, a, b], isFilled: false }]; // the longer axis first
    }
    case ProbeTool.toolName:
      return a ? [{ kind: "points", units: "image", points: [a], isFilled: false }] : null;
    case ArrowAnnotateTool.toolName:
      return a && b ? [line(b, a), ...headOf(a, b, view)] : null;
    default:
      return null;
  }
}

/** As large on the screen as the arrow's own. */
function headOf(tip: Point, tail: Point, view: PictureView): Shape[] {
  const [from, to] = [view.toPane([0, 0]), view.toPane([100, 0])];
  const pixels = from === null || to === null ? 1 : Math.hypot(to[0] - from[0], to[1] - from[1]) / 100;
  const angle = Math.atan2(tip[1] - tail[1], tip[0] - tail[0]);
  const end = (turn: number): Point => [tip[0] - (headPixels / pixels) * Math.cos(angle + turn), tip[1] - (headPixels / pixels) * Math.sin(angle + turn)];
  return [line(end(Math.PI / 7), tip, end(-Math.PI / 7))];
}

/** What stands beside a measurement on the screen. */
function linesOf(toolName: string, data: object, imageId: string): string {
  const [group] = ToolGroupManager.getAllToolGroups();
  const write = group?.getToolInstance(toolName)?.configuration?.getTextLines as ((data: object, target: string) => string[] | undefined) | undefined;
  return (write?.(data, `imageId:${imageId}`) ?? []).join("\r\n");
}
