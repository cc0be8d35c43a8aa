// @vitest-environment jsdom
import { act, useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { draw } from "../../ui/testing";
import type { Drawn } from "../../ui/testing";
import { DataTable } from "./DataTable";

let drawn: Drawn;
const rowsOf = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
const all = (selector: string) => Array.from(drawn.element.querySelectorAll<HTMLElement>(selector));
const drawnRows = () => all("tbody tr[role=row]").map((row) => row.dataset["index"]);

function Counter() {
  const [presses, setPresses] = useState(0);
  return (
    <button type="button" onClick={() => setPresses(presses + 1)}>
      {presses}
    </button>
  );
}

const table = (count: number) => (
  <DataTable
    caption="Jobs"
    none="There are none."
    rows={rowsOf(count)}
    keyOf={({ id }) => id}
    columns={[
      { title: "Job", cell: ({ id }) => `number ${id}` },
      { title: "What to do", cell: () => <Counter />, isNumber: true },
    ]}
  />
);

beforeEach(() => {
  // No layout here: every row is as high as the others.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(62);
  vi.spyOn(window, "scrollTo").mockReturnValue(undefined);
});

afterEach(() => drawn.close());

it("a short table is drawn whole, its first column naming the rows", async () => {
  drawn = await draw(table(50));
  expect(drawnRows()).toHaveLength(50);
  expect(all("th[scope=row]")[49]?.textContent).toBe("number 49");
  expect(all("thead th").map((head) => [head.textContent, head.className])).toEqual([["Job", ""], ["What to do", "number"]]);
  expect(all("[aria-rowcount]")).toHaveLength(0);
});

it("without rows it says so", async () => {
  drawn = await draw(table(0));
  expect(drawn.element.textContent).toBe("There are none.");
});

it("of a long table the rows in sight are drawn, each with its place among all", async () => {
  drawn = await draw(table(1_000));
  expect(drawnRows().length).toBeGreaterThan(10);
  expect(drawnRows().length).toBeLessThan(60);
  expect(all("table")[0]?.getAttribute("aria-rowcount")).toBe("1001");
  expect(all("tbody tr[role=row]")[0]?.getAttribute("aria-rowindex")).toBe("2");
  expect(all(".table-gap").map((gap) => gap.getAttribute("aria-hidden"))).toEqual(["true"]);
});

it("the row that has the focus stays when it goes out of sight", async () => {
  drawn = await draw(table(1_000));
  await act(async () => all("tbody button")[1]?.focus());
  await act(async () => {
    Object.defineProperty(window, "scrollY", { configurable: true, value: 30_000 });
    window.dispatchEvent(new Event("scroll"));
  });
  expect(drawnRows()[0]).toBe("1");
  expect(Number(drawnRows()[1])).toBeGreaterThan(300);
  expect(document.activeElement?.closest("tr")?.getAttribute("aria-rowindex")).toBe("3");
  expect(all(".table-gap")).toHaveLength(3);
});

it("what was begun in a row stays when the list comes anew", async () => {
  drawn = await draw(table(3));
  await act(async () => all("tbody button")[2]?.click());
  await drawn.redraw(table(4));
  expect(all("tbody button").map((button) => button.textContent)).toEqual(["0", "0", "1", "0"]);
});
