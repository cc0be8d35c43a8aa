/** Tables and curves of values (PS3.3 C.11): the server draws pictures through them, the viewer's own way of drawing knows windows alone. */
import { itemsOf, numberOf, textOf } from "../../api/dicomJson";
import type { Frame } from "../stacks";
import type { NotApplied, Presentation } from "./parse";

/** What of a presentation state is left to the server. */
const leftToServer: readonly NotApplied[] = ["lut", "curve", "modality"];

/**
 * Whether a picture has to be drawn through a table to have the right greys: its own Modality LUT, its own VOI LUT where no
 * presentation state has a window, or one of the presentation state, which may have a curve or a scale of its own too.
 */
export function hasTable({ metadata }: Frame, presentation: Presentation | null): boolean {
  if (numberOf(metadata, "00280002") !== 1 || !textOf(metadata, "00280004").startsWith("MONOCHROME")) return false;
  if (notShown(presentation).length < (presentation?.notApplied.length ?? 0) || itemsOf(metadata, "00283000").length > 0) return true;
  return itemsOf(metadata, "00283010").length > 0 && (presentation?.window ?? null) === null;
}

/** Whether the server can draw it so: it knows no look that is only in a draft. */
export function isServed(frame: Frame, presentation: Presentation | null): boolean {
  return presentation?.sop_instance_uid !== "" && hasTable(frame, presentation);
}

/** The parts of a presentation state that nobody draws. */
export function notShown(presentation: Presentation | null): NotApplied[] {
  return presentation?.notApplied.filter((part) => !leftToServer.includes(part)) ?? [];
}
