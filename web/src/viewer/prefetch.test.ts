import { expect, it, vi } from "vitest";
import type { Engine } from "./engine/engine";
import { inOrderOfNeed, prefetch } from "./prefetch";
import type { Frame } from "./stacks";

const frame = (uid: string): Frame => ({ study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: uid, frame: 1, frames: 1, metadata: { "00080018": { vr: "UI" } } });

it("the nearest comes first, those ahead before those behind", () => {
  expect(inOrderOfNeed(5, 1)).toEqual([2, 0, 3, 4]);
  expect(inOrderOfNeed(3, -1)).toEqual([0, 1, 2]);
  expect(inOrderOfNeed(1, 0)).toEqual([]);
});

it("a server that refuses is left alone, and what failed may be asked for again", async () => {
  const engine = { load: vi.fn().mockRejectedValue(new Error("refused")), forget: vi.fn() };
  await prefetch(engine as unknown as Engine, Array.from({ length: 50 }, (_, index) => frame(String(index))), 0, new AbortController().signal);
  expect(engine.load.mock.calls.length).toBeLessThan(6);
  expect(engine.forget.mock.calls.length).toBe(engine.load.mock.calls.length);
});

it("nothing is loaded ahead once the stack was left", async () => {
  const engine = { load: vi.fn().mockResolvedValue(undefined), forget: vi.fn() };
  await prefetch(engine as unknown as Engine, [frame("a"), frame("b")], 0, AbortSignal.abort());
  expect(engine.load).not.toHaveBeenCalled();
});
