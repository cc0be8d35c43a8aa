/** The same thing done to many, one after the other: what fails does not keep the others from being done. */
import { ApiError } from "../api/client";
import { say } from "../i18n/language";
import "./words";

export interface Outcome {
  done: number;
  /** The words of the server, each once. */
  failures: string[];
  failed: number;
}

export async function doToEach<Thing>(things: readonly Thing[], act: (thing: Thing) => Promise<unknown>): Promise<Outcome> {
  const outcome: Outcome = { done: 0, failures: [], failed: 0 };
  for (const thing of things) {
    try {
      await act(thing);
      outcome.done += 1;
    } catch (error) {
      const words = error instanceof ApiError ? error.message : say("api:here");
      outcome.failed += 1;
      if (!outcome.failures.includes(words)) outcome.failures.push(words);
    }
  }
  return outcome;
}

/** Empty where nothing failed. */
export function wordsOfFailures({ done, failed, failures }: Outcome): string {
  if (failed === 0) return "";
  const more = failures.length - 1;
  return say(more > 0 ? "status:exceptions.failedMore" : "status:exceptions.failed", { done, failed, why: failures[0], more });
}
