/** What the pointer can do, and what a window is. */

export type Tool = "window" | "scroll" | "pan" | "zoom" | "length" | "angle" | "ellipse" | "rectangle" | "arrow" | "probe";

export const tools: readonly Tool[] = ["window", "scroll", "pan", "zoom", "length", "angle", "ellipse", "rectangle", "arrow", "probe"];

export interface Window {
  center: number;
  width: number;
}

/** Windows for CT, in Hounsfield units; the keys 1 to 7 in this order. */
export const windowPresets: readonly (Window & { name: PresetName })[] = [
  { name: "softTissue", center: 40, width: 400 },
  { name: "lung", center: -600, width: 1500 },
  { name: "bone", center: 400, width: 1800 },
  { name: "brain", center: 40, width: 80 },
  { name: "liver", center: 60, width: 160 },
  { name: "mediastinum", center: 50, width: 350 },
  { name: "angiography", center: 300, width: 600 },
];

export type PresetName = "softTissue" | "lung" | "bone" | "brain" | "liver" | "mediastinum" | "angiography";
