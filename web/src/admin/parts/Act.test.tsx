// @vitest-environment jsdom
import { act } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "../../api/client";
import { draw } from "../../ui/testing";
import type { Drawn } from "../../ui/testing";
import { Act } from "./Act";
import "./words";

let drawn: Drawn;
const press = (words: string) => act(async () => [...drawn.element.querySelectorAll("button")].find((one) => one.textContent === words)?.click());

afterEach(() => drawn.close());

it("what cannot be taken back says what will happen first", async () => {
  const work = vi.fn(async () => "3 are given up");
  drawn = await draw(<Act what="Abandon" ask={async () => "3 jobs will be given up."} act={work} />);
  await press("Abandon");
  expect(drawn.element.textContent).toContain("3 jobs will be given up.");
  await press("Leave it");
  await press("Abandon");
  expect(work).not.toHaveBeenCalled();
  await press("Yes: Abandon");
  expect(work).toHaveBeenCalledTimes(1);
  expect(drawn.element.querySelector("[role=status]")?.textContent).toBe("3 are given up");
});

it("a refusal shows the words of the server, and can be tried again", async () => {
  drawn = await draw(<Act what="Halt" act={() => Promise.reject(new ApiError(409, "refused", "the queue is gone"))} />);
  await press("Halt");
  expect(drawn.element.querySelector("[role=alert]")?.textContent).toBe("The queue is gone.");
  expect(drawn.element.querySelector("button")?.disabled).toBe(false);
});
