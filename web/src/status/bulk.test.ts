import { expect, it } from "vitest";
import { ApiError } from "../api/client";
import { doToEach, wordsOfFailures } from "./bulk";

it("what fails keeps nothing else from being done, and is told once for each reason", async () => {
  const outcome = await doToEach([1, 2, 3, 4], async (number) => {
    if (number % 2 === 0) throw new ApiError(403, "refused", "the job is done");
  });
  expect(outcome).toEqual({ done: 2, failed: 2, failures: ["the job is done"] });
  expect(wordsOfFailures(outcome)).toBe("2 done, 2 not: the job is done");
});

it("where all went well there is nothing to say", async () => {
  expect(wordsOfFailures(await doToEach([1], async () => undefined))).toBe("");
});
