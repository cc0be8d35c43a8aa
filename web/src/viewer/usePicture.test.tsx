// @vitest-environment jsdom
import { act, useRef } from "react";
import { afterEach, expect, it } from "vitest";
import { draw } from "../ui/testing";
import type { Drawn } from "../ui/testing";
import type { Engine } from "./engine/engine";
import type { Frame, Stack } from "./stacks";
import { usePicture } from "./usePicture";

const frame = (): Frame => ({ study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: "1.1.1", frame: 1, frames: 1, metadata: {} });
const stack = (): Stack => ({ key: "1.1", frames: [frame()] }) as unknown as Stack;

/** Shows what it is asked for once it is let. */
const shown: (() => void)[] = [];
const engine = { open: () => ({ show: () => new Promise((done) => shown.push(() => done(true))), shown: null }), close: () => undefined } as unknown as Engine;
const letShow = () => act(async () => shown.shift()?.());

function Pane({ of }: { of: Stack }) {
  const place = useRef<HTMLDivElement>(null);
  const { isLoading } = usePicture(engine, "pane", place, of, 0);
  return (
    <div ref={place}>{isLoading ? "loading" : "shown"}</div>
  );
}

let drawn: Drawn;
afterEach(() => drawn.close());

it("the same picture in another stack counts as shown only once it has been shown anew", async () => {
  drawn = await draw(<Pane of={stack()} />);
  expect(drawn.element.textContent).toBe("loading");
  await letShow();
  expect(drawn.element.textContent).toBe("shown");
  await drawn.redraw(<Pane of={stack()} />);
  expect(drawn.element.textContent).toBe("loading");
  await letShow();
  expect(drawn.element.textContent).toBe("shown");
});
