/** What can be done by one key; the help is made of the same table. */
import { tools, windowPresets } from "./tools";
import type { PresetName, Tool } from "./tools";

export type Command =
  | { do: "step"; by: number }
  | { do: "end"; at: "first" | "last" }
  | { do: "series"; by: number }
  | { do: "tool"; tool: Tool }
  | { do: "preset"; preset: PresetName }
  | { do: "rotate"; degrees: number }
  | { do: "flip"; direction: "horizontal" | "vertical" }
  | { do: "zoom"; factor: number }
  | { do: "invert" | "reset" | "keyImages" | "nextKeyImage" | "star" | "draft" | "cine" | "presentation" | "layout" | "texts" | "help" | "clear" | "pane" };

export interface KeyRow {
  /** As `KeyboardEvent.key` names them. */
  keys: readonly string[];
  /** Of the words of the viewer, below `keys`. */
  words: string;
  command: Command;
}

export const groups: readonly { words: string; rows: readonly KeyRow[] }[] = [
  {
    words: "moving",
    rows: [
      { keys: ["ArrowDown"], words: "next", command: { do: "step", by: 1 } },
      { keys: ["ArrowUp"], words: "previous", command: { do: "step", by: -1 } },
      { keys: ["PageDown"], words: "nextTen", command: { do: "step", by: 10 } },
      { keys: ["PageUp"], words: "previousTen", command: { do: "step", by: -10 } },
      { keys: ["Home"], words: "first", command: { do: "end", at: "first" } },
      { keys: ["End"], words: "last", command: { do: "end", at: "last" } },
      { keys: ["ArrowRight"], words: "nextSeries", command: { do: "series", by: 1 } },
      { keys: ["ArrowLeft"], words: "previousSeries", command: { do: "series", by: -1 } },
      { keys: ["c"], words: "cine", command: { do: "cine" } },
      { keys: ["l"], words: "layout", command: { do: "layout" } },
      { keys: ["o"], words: "pane", command: { do: "pane" } },
    ],
  },
  {
    words: "keyImages",
    rows: [
      { keys: ["k"], words: "keyImages", command: { do: "keyImages" } },
      { keys: ["j"], words: "nextKeyImage", command: { do: "nextKeyImage" } },
      { keys: ["s"], words: "star", command: { do: "star" } },
      { keys: ["n"], words: "draft", command: { do: "draft" } },
      { keys: ["p"], words: "presentation", command: { do: "presentation" } },
    ],
  },
  {
    words: "picture",
    rows: [
      ...windowPresets.map(({ name }, index) => ({ keys: [String(index + 1)], words: `presets.${name}`, command: { do: "preset", preset: name } as const })),
      { keys: ["i"], words: "invert", command: { do: "invert" } },
      { keys: ["r"], words: "rotateRight", command: { do: "rotate", degrees: 90 } },
      { keys: ["R"], words: "rotateLeft", command: { do: "rotate", degrees: -90 } },
      { keys: ["h"], words: "flipHorizontal", command: { do: "flip", direction: "horizontal" } },
      { keys: ["f"], words: "flipVertical", command: { do: "flip", direction: "vertical" } },
      { keys: ["+", "="], words: "zoomIn", command: { do: "zoom", factor: 1.25 } },
      { keys: ["-"], words: "zoomOut", command: { do: "zoom", factor: 0.8 } },
      { keys: ["0"], words: "reset", command: { do: "reset" } },
    ],
  },
  {
    words: "tools",
    rows: [
      ...tools.map((tool) => ({ keys: [keyOfTool(tool)], words: `tools.${tool}`, command: { do: "tool", tool } as const })),
      { keys: ["Delete"], words: "clear", command: { do: "clear" } },
      { keys: ["t"], words: "texts", command: { do: "texts" } },
      { keys: ["?"], words: "help", command: { do: "help" } },
    ],
  },
];

function keyOfTool(tool: Tool): string {
  return { window: "w", scroll: "y", pan: "g", zoom: "z", length: "d", angle: "a", ellipse: "e", rectangle: "b", arrow: "m", probe: "v" }[tool];
}

const commandOfKey = new Map(groups.flatMap(({ rows }) => rows.flatMap((row) => row.keys.map((key) => [key, row.command] as const))));

/** The key that does something, for buttons to name. */
export function keyOf(words: string): string {
  return groups.flatMap(({ rows }) => rows).find((row) => row.words === words)?.keys[0] ?? "";
}

/** Null for keys that do nothing here, and for all while a person types or another thing has the key. */
export function commandOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "target" | "defaultPrevented">): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const command = commandOfKey.get(event.key) ?? null;
  if (command === null || !(event.target instanceof Element)) return command;
  if (event.target.closest("input:not([type=range]), textarea, select, [contenteditable=true], dialog") !== null) return null;
  return command;
}
