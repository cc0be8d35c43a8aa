// @vitest-environment jsdom
import { act } from "react";
import { afterEach, expect, it } from "vitest";
import { ApiError } from "../api/client";
import { draw } from "./testing";
import type { Drawn } from "./testing";
import { forgetResources } from "./queries";
import { useResource } from "./useResource";

interface ProbeProps {
  of: string;
  load: () => Promise<string>;
  revision?: string;
  keepWhileLoading?: boolean;
}

function Probe({ of, load, revision = "", keepWhileLoading = false }: ProbeProps) {
  const [resource, again] = useResource<string>(of, load, { revision, keepWhileLoading });
  const text = {
    loading: () => "loading",
    failed: () => (resource.state === "failed" ? `failed: ${resource.error.message}` : ""),
    ready: () => (resource.state === "ready" ? `${resource.value}${resource.refreshing ? " (old)" : ""}` : ""),
  }[resource.state]();
  return (
    <button type="button" onClick={again}>
      {text}
    </button>
  );
}

/** An answer that comes when the test says so. */
function later(): { answer: Promise<string>; give: (value: string) => Promise<void> } {
  let resolve: (value: string) => void = () => {};
  const answer = new Promise<string>((settle) => (resolve = settle));
  return { answer, give: (value) => act(async () => resolve(value)) };
}

const failing = (status: number, message: string) => () => Promise.reject(new ApiError(status, "test", message));
const giving = (value: string) => () => Promise.resolve(value);

let drawn: Drawn;
const text = () => drawn.element.textContent;

afterEach(async () => {
  await drawn.close();
});

it("a resource is loading and then there", async () => {
  const question = later();
  drawn = await draw(<Probe of="loads" load={() => question.answer} />);
  expect(text()).toBe("loading");
  await question.give("value");
  expect(text()).toBe("value");
});

it("an answer to an earlier question does not replace the present one", async () => {
  const slow = later();
  drawn = await draw(<Probe of="race/1" load={() => slow.answer} />);
  await drawn.redraw(<Probe of="race/2" load={giving("second")} />);
  await slow.give("first");
  expect(text()).toBe("second");
});

it("a list keeps its rows while the next page loads, a patient's page does not", async () => {
  const next = later();
  drawn = await draw(<Probe of="keep/1" load={giving("page 1")} keepWhileLoading />);
  await drawn.redraw(<Probe of="keep/2" load={() => next.answer} keepWhileLoading />);
  expect(text()).toBe("page 1 (old)");
  await drawn.redraw(<Probe of="keep/3" load={() => next.answer} />);
  expect(text()).toBe("loading");
});

it("what was seen before is there at once", async () => {
  const second = later();
  drawn = await draw(<Probe of="seen/1" load={giving("one")} />);
  await drawn.redraw(<Probe of="seen/2" load={giving("two")} />);
  await drawn.redraw(<Probe of="seen/1" load={() => second.answer} />);
  expect(text()).toBe("one (old)");
  await second.give("one, changed");
  expect(text()).toBe("one, changed");
});

it("what was seen before is no longer old once the server has said the same again", async () => {
  drawn = await draw(<Probe of="same/1" load={giving("one")} />);
  await drawn.redraw(<Probe of="same/2" load={giving("two")} />);
  await drawn.redraw(<Probe of="same/1" load={giving("one")} />);
  expect(text()).toBe("one");
});

it("a new revision loads again without a flicker", async () => {
  const second = later();
  drawn = await draw(<Probe of="revision" load={giving("old")} revision="1" />);
  await drawn.redraw(<Probe of="revision" load={() => second.answer} revision="2" />);
  expect(text()).toBe("old");
  await second.give("new");
  expect(text()).toBe("new");
});

it("what is shown stays when a repeated question is not answered, but not when it is refused", async () => {
  drawn = await draw(<Probe of="stays" load={giving("value")} revision="1" />);
  await drawn.redraw(<Probe of="stays" load={failing(503, "busy")} revision="2" />);
  expect(text()).toBe("value");
  await drawn.redraw(<Probe of="stays" load={failing(404, "It is gone.")} revision="3" />);
  expect(text()).toBe("failed: It is gone.");
});

it("a failure can be tried again", async () => {
  const second = later();
  drawn = await draw(<Probe of="again" load={failing(500, "no")} />);
  expect(text()).toBe("failed: no");
  await drawn.redraw(<Probe of="again" load={() => second.answer} />);
  await act(async () => drawn.element.querySelector("button")?.click());
  expect(text()).toBe("loading");
  await second.give("value");
  expect(text()).toBe("value");
});

it("what was refused does not come back when a later question is not answered", async () => {
  drawn = await draw(<Probe of="refused" load={giving("value")} revision="1" />);
  await drawn.redraw(<Probe of="refused" load={failing(403, "Not for you.")} revision="2" />);
  await drawn.redraw(<Probe of="refused" load={failing(503, "busy")} revision="3" />);
  expect(text()).toBe("failed: busy");
  await drawn.close();
  drawn = await draw(<Probe of="refused" load={() => later().answer} />);
  expect(text()).toBe("loading");
});

it("nothing of what one person has seen is there for the next", async () => {
  drawn = await draw(<Probe of="person" load={giving("value of the first")} />);
  await drawn.close();
  forgetResources();
  drawn = await draw(<Probe of="person" load={() => later().answer} />);
  expect(text()).toBe("loading");
});
