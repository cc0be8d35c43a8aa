// @vitest-environment jsdom
import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { comeIn } from "../access/session";
import type { Session } from "../api/session";
import { forgetResources } from "../ui/queries";
import { draw } from "../ui/testing";
import type { Drawn } from "../ui/testing";
import { usePulse } from "../ui/usePulse";
import { useResource } from "../ui/useResource";
import { startEvents } from "./stream";

/** The browser's end of a stream, as the test has it. */
class Stream extends EventTarget {
  static CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 0;
  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }
  close() {
    this.readyState = 2;
  }
  async send(name: string, data = "") {
    await act(async () => void this.dispatchEvent(new MessageEvent(name, { data })));
    await wait(1_600);
  }
  async fail(readyState: number) {
    this.readyState = readyState;
    await act(async () => void this.dispatchEvent(new Event("error")));
  }
}

const session: Session = { account: "rita", display_name: "Vogel^Rita", role: "reader", permissions: ["read"] };
const changed = (...topics: string[]) => JSON.stringify({ topics });
/** In steps, as React draws between them. */
async function wait(milliseconds: number) {
  for (let waited = 0; waited < milliseconds; waited += 100) await act(() => vi.advanceTimersByTimeAsync(100));
}
const last = () => Stream.opened[Stream.opened.length - 1]!;
const open = () => Stream.opened.filter(({ readyState }) => readyState !== 2).length;

let drawn: Drawn;
let end: () => void;
const asked = { jobs: 0, deletions: 0 };

function Page() {
  const pulse = usePulse(2);
  useResource("jobs/first", async () => (asked.jobs += 1), { revision: String(pulse) });
  useResource("deletions/0", async () => (asked.deletions += 1));
  return null;
}

function see(isHidden: boolean) {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  Stream.opened = [];
  see(false);
  end = startEvents();
  comeIn(session);
  drawn = await draw(<Page />);
  asked.jobs = asked.deletions = 0;
});

afterEach(async () => {
  end();
  await drawn.close();
  forgetResources();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("one stream stands while somebody is in, and none before", () => {
  expect(Stream.opened.map(({ url }) => url)).toEqual(["/api/events"]);
  end();
  expect(open()).toBe(0);
});

it("what has changed is asked for again, and nothing else", async () => {
  await last().send("ready");
  await last().send("changed", changed("jobs", "topic of a later server"));
  expect(asked).toEqual({ jobs: 1, deletions: 0 });
  await last().send("changed", changed("deletions"));
  expect(asked).toEqual({ jobs: 1, deletions: 1 });
  await last().send("changed", "no JSON");
  expect(asked).toEqual({ jobs: 1, deletions: 1 });
});

it("many changes at a time are one question", async () => {
  await last().send("ready");
  await act(async () => {
    for (let times = 0; times < 20; times += 1) last().dispatchEvent(new MessageEvent("changed", { data: changed("jobs") }));
  });
  await wait(1_600);
  expect(asked.jobs).toBeLessThanOrEqual(2);
});

it("pages look by themselves slowly while the stream stands, and as before when it breaks", async () => {
  await wait(8_500);
  expect(asked.jobs).toBe(4);
  await last().send("ready");
  const before = asked.jobs;
  await wait(14_000);
  expect(asked.jobs - before).toBeLessThanOrEqual(1);
  await last().fail(0);
  const broken = asked.jobs;
  await wait(8_500);
  expect(asked.jobs - broken).toBe(4);
});

it("what changed while the stream was broken is asked for when it stands again", async () => {
  await last().send("ready");
  await last().fail(0);
  expect(asked.deletions).toBe(0);
  await last().send("ready");
  expect(asked.deletions).toBe(1);
});

it("a stream that the server refuses is tried again later and later", async () => {
  await last().fail(2);
  await wait(1_900);
  expect(Stream.opened).toHaveLength(1);
  await wait(200);
  expect(Stream.opened).toHaveLength(2);
  await last().fail(2);
  await wait(3_900);
  expect(Stream.opened).toHaveLength(2);
  await wait(200);
  expect(Stream.opened).toHaveLength(3);
});

it("a window that is hidden for long gives the stream back, and takes up what it missed", async () => {
  await last().send("ready");
  see(true);
  await wait(10_000);
  expect(open()).toBe(1);
  await wait(11_000);
  expect(open()).toBe(0);
  see(false);
  expect(open()).toBe(1);
  await last().send("ready");
  expect(asked.deletions).toBe(1);
});
