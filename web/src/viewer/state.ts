/** What the viewer shows where: changed by commands alone. */
import type { PresentationChoice } from "./presentation/usePresentation";
import { keyImagesKey } from "./stacks";
import type { Tool } from "./tools";

export type Layout = 1 | 2 | 3 | 4;

/** A picture to go to once its stack is there. */
export interface Wanted {
  sop_instance_uid: string;
  frame: number;
}

export interface PaneState {
  /** Null where the pane is empty. */
  stack: string | null;
  index: number;
  /** Zero until the stack is there. */
  count: number;
  isPlaying: boolean;
  presentation: PresentationChoice;
  wanted: Wanted | null;
  /** Where *key images only* came from. */
  before: { stack: string; index: number } | null;
}

export interface ViewerState {
  layout: Layout;
  active: number;
  panes: readonly PaneState[];
  tool: Tool;
  texts: boolean;
}

export type Change =
  | { type: "open"; stack: string; pane?: number; wanted?: Wanted; presentation?: PresentationChoice }
  | { type: "loaded"; pane: number; stack: string; count: number; index: number }
  | { type: "step"; by: number; pane?: number }
  | { type: "go"; index: number; pane?: number }
  | { type: "keyImages" }
  | { type: "layout"; layout: Layout; stacks: readonly string[] }
  | { type: "activate"; pane: number }
  | { type: "tool"; tool: Tool }
  | { type: "cine"; isPlaying?: boolean }
  | { type: "presentation"; choice: PresentationChoice }
  | { type: "texts" };

const emptyPane: PaneState = { stack: null, index: 0, count: 0, isPlaying: false, presentation: "note", wanted: null, before: null };

export const firstState: ViewerState = { layout: 1, active: 0, panes: [emptyPane, emptyPane, emptyPane, emptyPane], tool: "window", texts: true };

export function changed(state: ViewerState, change: Change): ViewerState {
  switch (change.type) {
    case "open":
      return withPane(state, change.pane ?? state.active, () => ({ ...emptyPane, stack: change.stack, wanted: change.wanted ?? null, presentation: change.presentation ?? "note" }));
    case "loaded":
      return withPane(state, change.pane, (pane) =>
        pane.stack === change.stack ? { ...pane, count: change.count, index: clamp(change.index, change.count), wanted: null } : pane,
      );
    case "step":
      return withPane(state, change.pane ?? state.active, (pane) => ({ ...pane, index: step(pane, change.by) }));
    case "go":
      return withPane(state, change.pane ?? state.active, (pane) => ({ ...pane, index: clamp(change.index, pane.count) }));
    case "keyImages":
      return withPane(state, state.active, toKeyImages);
    case "layout":
      return withLayout(state, change.layout, change.stacks);
    case "activate":
      return state.active === change.pane ? state : { ...state, active: change.pane };
    case "tool":
      return { ...state, tool: change.tool };
    case "cine":
      return withPane(state, state.active, (pane) => ({ ...pane, isPlaying: pane.count > 1 && (change.isPlaying ?? !pane.isPlaying) }));
    case "presentation":
      return withPane(state, state.active, (pane) => ({ ...pane, presentation: change.choice }));
    case "texts":
      return { ...state, texts: !state.texts };
  }
}

function withPane(state: ViewerState, at: number, change: (pane: PaneState) => PaneState): ViewerState {
  return { ...state, panes: state.panes.map((pane, index) => (index === at ? change(pane) : pane)) };
}

/** A loop that plays begins again at its end; a person who scrolls stops there. */
function step(pane: PaneState, by: number): number {
  if (pane.count === 0) return pane.index;
  return pane.isPlaying ? (((pane.index + by) % pane.count) + pane.count) % pane.count : clamp(pane.index + by, pane.count);
}

function toKeyImages(pane: PaneState): PaneState {
  if (pane.stack !== keyImagesKey) {
    return { ...emptyPane, stack: keyImagesKey, before: pane.stack === null ? null : { stack: pane.stack, index: pane.index } };
  }
  return pane.before === null ? pane : { ...emptyPane, stack: pane.before.stack, index: pane.before.index };
}

/** Panes that a larger layout opens are filled with what follows. */
function withLayout(state: ViewerState, layout: Layout, stacks: readonly string[]): ViewerState {
  const shown = new Set(state.panes.slice(0, state.layout).map((pane) => pane.stack));
  const further = stacks.filter((stack) => !shown.has(stack));
  const panes = state.panes.map((pane, index) => (index < layout && pane.stack === null ? { ...pane, stack: further.shift() ?? null } : { ...pane, isPlaying: pane.isPlaying && index < layout }));
  return { ...state, layout, panes, active: Math.min(state.active, layout - 1) };
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(index, Math.max(0, count - 1)));
}
