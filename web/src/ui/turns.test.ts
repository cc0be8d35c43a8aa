import { describe, expect, it } from "vitest";
import { Turns } from "./turns";

interface Gate {
  open: () => void;
  passed: Promise<void>;
}

function gate(): Gate {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

const never = new AbortController().signal;

describe("turns", () => {
  it("lets no more than the given number work at once, in the order of asking", async () => {
    const turns = new Turns(2);
    const gates = [gate(), gate(), gate()];
    const started: number[] = [];
    const works = gates.map((each, index) =>
      turns.take(never, async () => {
        started.push(index);
        await each.passed;
      }),
    );
    expect(started).toEqual([0, 1]);
    gates[1]!.open();
    await works[1];
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    gates[0]!.open();
    gates[2]!.open();
    await Promise.all(works);
  });

  it("gives the turn on when a question fails", async () => {
    const turns = new Turns(1);
    const failing = turns.take(never, () => Promise.reject(new Error("no")));
    const next = turns.take(never, () => Promise.resolve("answered"));
    await expect(failing).rejects.toThrow("no");
    await expect(next).resolves.toBe("answered");
  });

  it("does not ask what was given up while it waited", async () => {
    const turns = new Turns(1);
    const first = gate();
    const abort = new AbortController();
    let asked = false;
    const working = turns.take(never, () => first.passed);
    const givenUp = turns.take(abort.signal, async () => {
      asked = true;
    });
    abort.abort();
    first.open();
    await working;
    await expect(givenUp).rejects.toHaveProperty("name", "AbortError");
    expect(asked).toBe(false);
  });
});
