/** Carries out what a key or a button asks for. */
import { useCallback, useEffect, useRef } from "react";
import type { MutableRefObject } from "react";
import { commandOf } from "./commands";
import type { Command } from "./commands";
import type { Engine } from "./engine/engine";
import type { PictureView } from "./engine/PictureView";
import { keyImagesKey } from "./stacks";
import type { Frame } from "./stacks";
import type { Change, Layout, ViewerState } from "./state";
import { windowPresets } from "./tools";

interface Hands {
  state: ViewerState;
  change: (change: Change) => void;
  engine: Engine | null;
  views: MutableRefObject<Map<number, PictureView>>;
  /** What panes can show, in the order of the strip. */
  stacks: readonly string[];
  onHelp: () => void;
  onPanel: () => void;
  onStar: (view: PictureView) => void;
  onNextKeyImage: () => void;
}

export function useCommands(hands: Hands): (command: Command) => void {
  const latest = useRef(hands);
  latest.current = hands;
  const run = useCallback((command: Command) => carryOut(command, latest.current), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command === null) return;
      event.preventDefault();
      run(command);
    };
    // Before the library sees them, which keeps the keys of a picture to itself.
    document.addEventListener("keydown", onKeyDown, true);
    return () => document.removeEventListener("keydown", onKeyDown, true);
  }, [run]);
  return run;
}

/** From the key images that nothing was before, the way leads to the series of the one that is shown. */
function toKeyImages({ state, change, stacks }: Hands, shown: Frame | null): void {
  const pane = state.panes[state.active];
  if (pane?.stack !== keyImagesKey) return stacks.includes(keyImagesKey) ? change({ type: "keyImages" }) : undefined;
  if (pane.before !== null || shown === null || !stacks.includes(shown.series_instance_uid)) return change({ type: "keyImages" });
  change({ type: "open", stack: shown.series_instance_uid, wanted: shown });
}

function carryOut(command: Command, hands: Hands): void {
  const { state, change, engine, stacks } = hands;
  const pane = state.panes[state.active];
  const view = hands.views.current.get(state.active);
  const picture = view?.shown ? view : undefined; // nothing is turned before it is there
  switch (command.do) {
    case "step":
      return change({ type: "step", by: command.by });
    case "end":
      return change({ type: "go", index: command.at === "first" ? 0 : (pane?.count ?? 1) - 1 });
    case "series": {
      const at = stacks.indexOf(pane?.stack ?? "");
      const next = stacks[Math.max(0, Math.min(stacks.length - 1, at + command.by))];
      return next !== undefined && next !== pane?.stack ? change({ type: "open", stack: next }) : undefined;
    }
    case "tool":
      return change({ type: "tool", tool: command.tool });
    case "preset": {
      const preset = windowPresets.find(({ name }) => name === command.preset);
      return preset && picture?.window ? picture.setWindow(preset) : undefined;
    }
    case "invert":
      return picture?.invert();
    case "rotate":
      return picture?.rotate(command.degrees);
    case "flip":
      return picture?.flip(command.direction);
    case "zoom":
      return picture?.setZoom(picture.zoom * command.factor);
    case "reset":
      return picture?.reset();
    case "clear":
      return engine?.removeMeasurements();
    case "layout":
      return change({ type: "layout", layout: ((state.layout % 4) + 1) as Layout, stacks });
    case "pane":
      return change({ type: "activate", pane: (state.active + 1) % state.layout });
    case "keyImages":
      return toKeyImages(hands, picture?.shown ?? null);
    case "cine":
    case "texts":
      return change({ type: command.do });
    case "presentation":
      return picture && change({ type: "presentation", choice: picture.presented !== null ? "none" : "any" });
    case "nextKeyImage":
      return hands.onNextKeyImage();
    case "star":
      return picture && hands.onStar(picture);
    case "draft":
      return hands.onPanel();
    case "help":
      return hands.onHelp();
  }
}
