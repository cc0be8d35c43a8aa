import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { languages } from "./language";
import type { Words } from "./language";

const files = import.meta.glob(["../**/words.ts", "../**/*Words.ts"], { eager: true });
const sources = import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!../**/*.test.*"], { eager: true, query: "?raw", import: "default" });
const parts = Object.keys(i18next.services.resourceStore.data.en ?? {});

/** `key` → text, for nested texts with points between. */
function flat(words: Words, before = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) => (typeof value === "string" ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`)));
}

function textsOf(language: string, part: string): Map<string, string> {
  return new Map(flat(i18next.getResourceBundle(language, part) as Words));
}

/** What stands between braces in a text, in order of its letters. */
function gapsOf(text: string): string {
  return [...text.matchAll(/{{\s*(\w+)/g)].map(([, name]) => name).sort().join(" ");
}

describe.each(parts)("the texts of %s", (part) => {
  const [english, german] = languages.map((language) => textsOf(language, part)) as [Map<string, string>, Map<string, string>];

  it("have the same keys in both languages, and none is empty", () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    for (const text of [...english.values(), ...german.values()]) expect(text).not.toBe("");
  });

  it("are filled in with the same values", () => {
    for (const [key, text] of english) expect([key, gapsOf(german.get(key) ?? "")]).toEqual([key, gapsOf(text)]);
  });
});

it("every text that a page asks for exists", () => {
  const missing: string[] = [];
  for (const [file, source] of Object.entries(sources)) {
    const inComponents = source.matchAll(/useTranslation\("(\w+)"\)(?:(?!useTranslation\()[\s\S])*/g);
    for (const [body, part] of inComponents) {
      const named = (key: string) => (key.includes(":") ? key : `${part}:${key}`);
      const asked = [...body.matchAll(/\bt\("([^"]+)"/g), ...body.matchAll(/\bt\([^"()]*\? "([^"]+)" : "/g), ...body.matchAll(/\bt\([^"()]*\? "[^"]+" : "([^"]+)"/g)];
      for (const [, key = ""] of asked) if (!exists(named(key))) missing.push(`${file}: ${named(key)}`);
      for (const [, key = ""] of body.matchAll(/\bt\(`([^`$]+)\.\$/g)) if (!isBranch(named(key))) missing.push(`${file}: ${named(key)}.…`);
    }
    for (const [, key = ""] of source.matchAll(/\bsay\("(\w+:[^"]+)"/g)) if (!exists(key)) missing.push(`${file}: ${key}`);
  }
  expect(missing).toEqual([]);
  expect(Object.keys(files).length).toBeGreaterThan(15);
});

function exists(key: string): boolean {
  return languages.every((language) => i18next.exists(key, { lng: language, fallbackLng: [] }) || i18next.exists(`${key}_other`, { lng: language, fallbackLng: [] }));
}

/** Some texts begin with it. */
function isBranch(key: string): boolean {
  const [part = "", name = ""] = key.split(":");
  return languages.every((language) => [...textsOf(language, part).keys()].some((each) => each.startsWith(`${name}.`)));
}
