// @vitest-environment jsdom
import { act } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { ServerException } from "../api/exceptions";
import { draw } from "../ui/testing";
import type { Drawn } from "../ui/testing";
import { ExceptionActions } from "./ExceptionActions";

let drawn: Drawn;
const exception = (id: number, changed: Partial<ServerException> = {}): ServerException => ({
  id,
  job: id + 100,
  cause: "unavailable",
  message: "no disk",
  remedy: "",
  study_instance_uid: null,
  sop_instance_uid: null,
  state: "open",
  raised_at: "2026-01-01T00:00:00Z",
  ...changed,
});
const buttons = () => [...drawn.element.querySelectorAll("button")];
const press = (words: string) => act(async () => buttons().find((one) => one.textContent === words)?.click());
const open = async (exceptions: ServerException[], onDone = () => undefined) => {
  drawn = await draw(<ExceptionActions exceptions={exceptions} onDone={onDone} />);
};

afterEach(async () => {
  await drawn.close();
  vi.restoreAllMocks();
});

it("what is done to a group is done to each that it can be done to", async () => {
  const asked = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("{}"));
  const onDone = vi.fn();
  await open([exception(1), exception(2), exception(3, { job: null, state: "acknowledged" })], onDone);
  expect(buttons().map((one) => one.textContent)).toEqual(["Acknowledge all 2", "Retry all 2", "Abandon all 2"]);
  await press("Retry all 2");
  expect(asked.mock.calls.map(([path, options]) => `${options?.method} ${path}`)).toEqual(["POST /api/jobs/101/retry", "POST /api/jobs/102/retry"]);
  expect(onDone).toHaveBeenCalledTimes(1);
});

it("what cannot be taken back is asked once more", async () => {
  const asked = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("{}"));
  await open([exception(1)]);
  await press("Abandon");
  expect(asked).not.toHaveBeenCalled();
  await press("Leave it");
  await press("Abandon");
  await press("Really abandon");
  expect(asked.mock.calls.map(([path]) => path)).toEqual(["/api/jobs/101/abandon"]);
});

it("a refusal shows the words of the server", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response('{"error":{"code":"refused","message":"the job is done"}}', { status: 403 }));
  await open([exception(1)]);
  await press("Retry");
  expect(drawn.element.querySelector("[role=alert]")?.textContent).toBe("0 done, 1 not: the job is done");
});

it("without a job there is nothing to retry", async () => {
  await open([exception(1, { job: null })]);
  expect(buttons().map((one) => one.textContent)).toEqual(["Acknowledge"]);
});
