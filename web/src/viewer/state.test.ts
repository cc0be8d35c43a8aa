import { expect, it } from "vitest";
import { keyImagesKey } from "./stacks";
import { changed, firstState } from "./state";
import type { Change, ViewerState } from "./state";

const after = (...changes: Change[]): ViewerState => changes.reduce(changed, firstState);
const opened: Change[] = [
  { type: "open", stack: "A" },
  { type: "loaded", pane: 0, stack: "A", count: 10, index: 4 },
];

it("scrolling ends at both ends of a stack, and a loop that plays begins again", () => {
  expect(after(...opened, { type: "step", by: 20 }).panes[0]?.index).toBe(9);
  expect(after(...opened, { type: "step", by: -20 }).panes[0]?.index).toBe(0);
  expect(after(...opened, { type: "go", index: 9 }, { type: "cine" }, { type: "step", by: 1 }).panes[0]?.index).toBe(0);
});

it("a stack that comes after another was opened changes nothing", () => {
  const state = after({ type: "open", stack: "A" }, { type: "open", stack: "B" }, { type: "loaded", pane: 0, stack: "A", count: 10, index: 3 });
  expect(state.panes[0]).toMatchObject({ stack: "B", count: 0 });
});

it("key images only leads back to the picture it came from", () => {
  const state = after(...opened, { type: "keyImages" });
  expect(state.panes[0]).toMatchObject({ stack: keyImagesKey, index: 0 });
  expect(changed(state, { type: "keyImages" }).panes[0]).toMatchObject({ stack: "A", index: 4 });
});

it("key images that nothing was before stay", () => {
  expect(after({ type: "keyImages" }, { type: "keyImages" }).panes[0]?.stack).toBe(keyImagesKey);
});

it("a larger layout shows what is not shown yet, and a smaller one keeps the active pane in sight", () => {
  const four = after(...opened, { type: "layout", layout: 4, stacks: ["A", "B", "C"] }, { type: "activate", pane: 3 });
  expect(four.panes.map((pane) => pane.stack)).toEqual(["A", "B", "C", null]);
  expect(changed(four, { type: "layout", layout: 2, stacks: [] }).active).toBe(1);
});

it("one picture is no loop", () => {
  expect(after({ type: "open", stack: "A" }, { type: "loaded", pane: 0, stack: "A", count: 1, index: 0 }, { type: "cine" }).panes[0]?.isPlaying).toBe(false);
});
