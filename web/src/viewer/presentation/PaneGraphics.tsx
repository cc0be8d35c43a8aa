import { useId } from "react";
import type { PictureView } from "../engine/PictureView";
import { boxOf } from "./apply";
import type { Graphic, Point, Units } from "./graphics";
import type { Presentation, Shutter } from "./parse";

type Place = (point: Point, units: Units) => Point | null;

/** Shutters, graphics and texts of a presentation state, where the picture lies now. */
export function PaneGraphics({ view, presentation }: { view: PictureView; presentation: Presentation }) {
  const maskId = useId();
  const [width, height] = view.size;
  const place: Place = (point, units) => (units === "image" ? view.toPane(point) : inArea(view, presentation, point));
  return (
    <svg className="pane-graphics" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {presentation.shutters.length > 0 && (
        <>
          {presentation.shutters.map((shutter, index) => (
            <mask key={index} id={`${maskId}-${index}`} maskUnits="userSpaceOnUse" x={0} y={0} width={width} height={height}>
              <rect width={width} height={height} fill="white" />
              <path d={shutterPath(shutter, view)} fill="black" />
            </mask>
          ))}
          {presentation.shutters.map((_, index) => (
            <rect key={index} width={width} height={height} fill="black" mask={`url(#${maskId}-${index})`} />
          ))}
        </>
      )}
      <g className="graphics">
        {presentation.graphics.map((graphic, index) => (
          <Drawn key={index} graphic={graphic} place={place} />
        ))}
      </g>
    </svg>
  );
}

function Drawn({ graphic, place }: { graphic: Graphic; place: Place }) {
  if (graphic.kind === "text") return <TextGraphic graphic={graphic} place={place} />;
  const points = graphic.points.map((point) => place(point, graphic.units)).filter((point): point is Point => point !== null);
  if (points.length !== graphic.points.length) return null;
  const fill = graphic.isFilled ? "currentColor" : "none";
  switch (graphic.kind) {
    case "points":
      return (
        <>
          {points.map(([x, y], index) => (
            <path key={index} d={`M${x - 5} ${y}h10M${x} ${y - 5}v10`} />
          ))}
        </>
      );
    case "line":
      return <polyline points={points.map((point) => point.join()).join(" ")} fill={fill} />;
    case "curve":
      return <path d={throughAll(points)} fill={fill} />;
    case "circle": {
      const [center, edge] = points;
      if (center === undefined || edge === undefined) return null;
      return <circle cx={center[0]} cy={center[1]} r={Math.hypot(edge[0] - center[0], edge[1] - center[1])} fill={fill} />;
    }
    case "ellipse": {
      const [a, b, c, d] = points;
      if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
      const angle = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
      const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      return <ellipse cx={x} cy={y} rx={Math.hypot(b[0] - a[0], b[1] - a[1]) / 2} ry={Math.hypot(d[0] - c[0], d[1] - c[1]) / 2} fill={fill} transform={`rotate(${angle} ${x} ${y})`} />;
    }
  }
}

const lineHeight = 17;

function TextGraphic({ graphic, place }: { graphic: Extract<Graphic, { kind: "text" }>; place: Place }) {
  const at = place(graphic.at, graphic.units);
  const anchor = graphic.anchor === null ? null : place(graphic.anchor.at, graphic.anchor.units);
  if (at === null) return null;
  return (
    <>
      {anchor !== null && <line x1={at[0]} y1={at[1] + lineHeight / 2} x2={anchor[0]} y2={anchor[1]} strokeDasharray="4 3" />}
      <text x={at[0]} y={at[1] + lineHeight - 4} textAnchor={graphic.align} direction="auto">
        {graphic.text.split(/\r\n|\r|\n/).map((line, index) => (
          <tspan key={index} x={at[0]} dy={index === 0 ? 0 : lineHeight}>
            {line}
          </tspan>
        ))}
      </text>
    </>
  );
}

function inArea(view: PictureView, presentation: Presentation, [x, y]: Point): Point | null {
  const [width, height] = view.size;
  if (presentation.area === null) return [x * width, y * height];
  const box = boxOf(view, ...presentation.area.corners);
  return box === null ? null : [box.left + x * box.width, box.top + y * box.height];
}

function shutterPath(shutter: Shutter, view: PictureView): string {
  const corners: readonly Point[] =
    shutter.shape === "polygon"
      ? shutter.points
      : shutter.shape === "rectangle"
        ? [[shutter.left, shutter.top], [shutter.right, shutter.top], [shutter.right, shutter.bottom], [shutter.left, shutter.bottom]]
        : Array.from({ length: 90 }, (_, index) => {
            const angle = (index * Math.PI) / 45;
            return [shutter.center[0] + shutter.radius * Math.cos(angle), shutter.center[1] + shutter.radius * Math.sin(angle)] as const;
          });
  return `M${corners.map((corner) => (view.toPane(corner) ?? [0, 0]).join(" ")).join("L")}Z`;
}

/** A smooth line through all points: each stretch leans on its neighbours (Catmull and Rom). */
function throughAll(points: readonly Point[]): string {
  const at = (index: number): Point => points[Math.max(0, Math.min(points.length - 1, index))] ?? [0, 0];
  const parts = points.slice(1).map((end, index) => {
    const [before, start, after] = [at(index - 1), at(index), at(index + 2)];
    const first = [start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6];
    const second = [end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6];
    return `C${first.join(" ")} ${second.join(" ")} ${end.join(" ")}`;
  });
  return `M${at(0).join(" ")}${parts.join("")}`;
}
