// @vitest-environment jsdom
import { act } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { draw } from "../ui/testing";
import type { Drawn } from "../ui/testing";
import { FromArchive } from "./FromArchive";

let drawn: Drawn;
const answer = (body: string, status = 200) => vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, { status }));
const open = async (study: string) => {
  drawn = await draw(<FromArchive studyInstanceUid={study} />);
};

afterEach(() => drawn.close());

it("a study that is opened is asked for once, and the page says that it comes", async () => {
  const asked = answer('{"jobs":[7]}');
  await open("1.2");
  await drawn.redraw(<FromArchive studyInstanceUid="1.2" />);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(asked.mock.calls[0]?.[0]).toBe("/api/studies/1.2/retrieve");
  expect(drawn.element.textContent).toContain("is being fetched from the archive");
});

it("where no archive in use has it the page says so", async () => {
  answer('{"jobs":[]}');
  await open("1.3");
  expect(drawn.element.querySelector("[role=alert]")?.textContent).toContain("no longer works with");
});

it("a failure shows the words of the server and can be tried again", async () => {
  answer('{"error":{"code":"unavailable","message":"The database is away."}}', 503);
  await open("1.4");
  expect(drawn.element.querySelector("[role=alert]")?.textContent).toContain("The database is away.");
  answer('{"jobs":[8]}');
  await act(async () => drawn.element.querySelector("button")?.click());
  expect(drawn.element.textContent).toContain("is being fetched from the archive");
});
