/** What the pointer does on a picture. */
import {
  addTool,
  AngleTool,
  annotation,
  ArrowAnnotateTool,
  EllipticalROITool,
  Enums,
  LengthTool,
  PanTool,
  ProbeTool,
  RectangleROITool,
  ToolGroupManager,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";
import type { Tool } from "../tools";

const { MouseBindings } = Enums;

/** `scroll` is no tool of the library: the pane moves through its stack itself. */
const nameOf: Record<Exclude<Tool, "scroll">, string> = {
  window: WindowLevelTool.toolName,
  pan: PanTool.toolName,
  zoom: ZoomTool.toolName,
  length: LengthTool.toolName,
  angle: AngleTool.toolName,
  ellipse: EllipticalROITool.toolName,
  rectangle: RectangleROITool.toolName,
  arrow: ArrowAnnotateTool.toolName,
  probe: ProbeTool.toolName,
};

const measuring: readonly Tool[] = ["length", "angle", "ellipse", "rectangle", "arrow", "probe"];

/** Before the first group is made; once in a page. */
export function registerTools(): void {
  for (const tool of [WindowLevelTool, PanTool, ZoomTool, LengthTool, AngleTool, EllipticalROITool, RectangleROITool, ArrowAnnotateTool, ProbeTool]) addTool(tool);
  annotation.config.style.setDefaultToolStyles({
    ...annotation.config.style.getDefaultToolStyles(),
    global: {
      ...annotation.config.style.getDefaultToolStyles().global,
      color: "rgb(255, 197, 61)",
      colorHighlighted: "rgb(125, 188, 245)",
      colorSelected: "rgb(125, 188, 245)",
      textBoxColor: "rgb(255, 197, 61)",
      textBoxColorHighlighted: "rgb(125, 188, 245)",
      textBoxColorSelected: "rgb(125, 188, 245)",
      textBoxFontFamily: "system-ui, sans-serif",
      textBoxFontSize: "13px",
      lineWidth: "1.5",
    },
  });
}

export interface ToolGroup {
  addViewport: (viewportId: string) => void;
  choose: (tool: Tool) => void;
}

/** Asks a person for the words beside an arrow. @returns empty where there is to be none. */
export type WordsAsked = (before: string) => Promise<string>;

export function makeToolGroup(id: string, engineId: string, ask: WordsAsked): ToolGroup {
  const group = ToolGroupManager.createToolGroup(id);
  if (group === undefined) throw new Error(`there is a tool group ${id} already`);
  for (const name of Object.values(nameOf)) group.addTool(name);
  group.setToolConfiguration(nameOf.arrow, {
    getTextCallback: (done: (text: string) => void) => void ask("").then(done),
    changeTextCallback: (data: { label?: string }, _: unknown, done: (text: string) => void) => void ask(data.label ?? "").then((text) => text !== "" && done(text)),
  });
  const choose = (tool: Tool) => {
    for (const [each, name] of Object.entries(nameOf)) {
      if (measuring.includes(each as Tool)) group.setToolPassive(name, { removeAllBindings: true });
      else group.setToolDisabled(name);
    }
    const primary = [{ mouseButton: MouseBindings.Primary }, { numTouchPoints: 1 }];
    const pan = [{ mouseButton: MouseBindings.Auxiliary }];
    const zoom = [{ mouseButton: MouseBindings.Secondary }, { numTouchPoints: 2 }];
    group.setToolActive(nameOf.pan, { bindings: tool === "pan" ? [...primary, ...pan] : pan });
    group.setToolActive(nameOf.zoom, { bindings: tool === "zoom" ? [...primary, ...zoom] : zoom });
    if (tool !== "pan" && tool !== "zoom" && tool !== "scroll") group.setToolActive(nameOf[tool], { bindings: primary });
  };
  choose("window");
  return { addViewport: (viewportId) => group.addViewport(viewportId, engineId), choose };
}

/** @param uids  null: all of them. */
export function removeMeasurements(uids: readonly string[] | null): void {
  if (uids === null) annotation.state.removeAllAnnotations();
  else uids.filter(hasMeasurement).forEach((uid) => annotation.state.removeAnnotation(uid));
}

export function hasMeasurement(uid: string): boolean {
  return annotation.state.getAnnotation(uid) !== undefined;
}
