/** Loads the frames around the one that is shown, before a person scrolls there. */
import type { Engine } from "./engine/engine";
import type { Frame } from "./stacks";

const atOnce = 3;

/** The nearest first, those ahead before those behind. */
export function inOrderOfNeed(count: number, index: number): number[] {
  const order: number[] = [];
  for (let distance = 1; distance <= count; distance += 1) {
    if (index + distance < count) order.push(index + distance);
    if (index - distance >= 0) order.push(index - distance);
  }
  return order;
}

/** Goes on until all are there, `signal` ends it, or the server refuses several in a row. */
export async function prefetch(engine: Engine, frames: readonly Frame[], index: number, signal: AbortSignal): Promise<void> {
  const order = inOrderOfNeed(frames.length, index);
  let refused = 0;
  const one = async () => {
    for (let next = order.shift(); next !== undefined && !signal.aborted && refused < 3; next = order.shift()) {
      const frame = frames[next];
      if (frame === undefined || Object.keys(frame.metadata).length === 0) continue;
      await engine.load(frame, true).then(
        () => (refused = 0),
        () => {
          refused += 1;
          engine.forget(frame); // asked for again when it is wanted
        },
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
