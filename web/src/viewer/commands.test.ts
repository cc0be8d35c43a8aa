// @vitest-environment jsdom
import { expect, it } from "vitest";
import { commandOf, groups, keyOf } from "./commands";
import { viewerWords } from "./words";
import type { Words } from "../i18n/language";

const pressed = (key: string, more: object = {}) => commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, target: null, defaultPrevented: false, ...more });

it("each key does one thing", () => {
  const keys = groups.flatMap(({ rows }) => rows.flatMap((row) => row.keys));
  expect(new Set(keys).size).toBe(keys.length);
});

it("a key of the browser and a key that is typed do nothing", () => {
  expect(pressed("s")).toEqual({ do: "star" });
  expect(pressed("s", { ctrlKey: true })).toBeNull();
  expect(pressed("s", { target: document.createElement("textarea") })).toBeNull();
});

it("each row of the help has its words in both languages", () => {
  const found = (words: Words, path: string) => path.split(".").reduce<Words | string | undefined>((at, step) => (typeof at === "object" ? at[step] : undefined), words);
  for (const language of ["en", "de"] as const) {
    for (const { words, rows } of groups) {
      expect(typeof found(viewerWords[language], `groups.${words}`), words).toBe("string");
      for (const row of rows) expect(typeof found(viewerWords[language], `keys.${row.words}`), `${language} ${row.words}`).toBe("string");
    }
  }
});

it("a button can name its key", () => {
  expect(keyOf("invert")).toBe("i");
  expect(keyOf("tools.length")).toBe("d");
});
