import { describe, expect, it } from "vitest";
import type { NoteState } from "../api/notes";
import { authorOf, codeOf, describeSource, describeState, titleOf, withPlainLineEnds } from "./noteWords";

it("a code is shown as far as it goes", () => {
  expect(codeOf({ value: "113000", scheme: "DCM", meaning: "Of Interest" })).toBe("113000, DCM");
  expect(codeOf({ value: "urn:oid:1.2", scheme: null, meaning: "x" })).toBe("urn:oid:1.2");
  expect(codeOf({ value: null, scheme: "DCM", meaning: "x" })).toBe("");
  expect(codeOf(null)).toBe("");
});

describe("the title of a note", () => {
  it("is its meaning, else its code, else that there is none", () => {
    expect(titleOf({ title: { value: "113000", scheme: "DCM", meaning: "Of Interest" } })).toBe("Of Interest");
    expect(titleOf({ title: { value: "113000", scheme: "DCM", meaning: "" } })).toBe("113000");
    expect(titleOf({ title: { value: "113000", scheme: "DCM", meaning: null } })).toBe("113000");
    expect(titleOf({ title: { value: null, scheme: null, meaning: "Old words" } })).toBe("Old words");
    expect(titleOf({ title: null })).toBe("Untitled");
  });
});

describe("the source of a note", () => {
  it("is said in one or two words", () => {
    expect(describeSource({ source: "legacy", source_system: "", also_from: null }).word).toBe("Legacy");
    expect(describeSource({ source: "local", source_system: "", also_from: null }).word).toBe("Made here");
  });

  it("names the second way on which the same note came", () => {
    expect(describeSource({ source: "legacy", source_system: "", also_from: "received" }).word).toBe("Legacy + received");
  });

  it("names the system in its longer words", () => {
    expect(describeSource({ source: "legacy", source_system: "IMPAX", also_from: null }).meaning).toContain("(IMPAX)");
  });

  it("shows a way that it does not know as it is written", () => {
    expect(describeSource({ source: "legacy", source_system: "", also_from: "Disc" }).word).toBe("Legacy + disc");
  });
});

describe("the state of a note", () => {
  it("is said in one word, also one that a later server may send", () => {
    expect(describeState("current").word).toBe("Current");
    expect(describeState("superseded").word).toBe("Superseded");
    expect(describeState("withdrawn").word).toBe("Withdrawn");
    expect(describeState("frozen" as NoteState).word).toBe("frozen");
  });
});

it("a text keeps its lines, however they end", () => {
  expect(withPlainLineEnds("one\r\ntwo\rthree\nfour\ffive  \n")).toBe("one\ntwo\nthree\nfour\nfive");
});

describe("the author", () => {
  it("is read as a person name only when written as one", () => {
    expect(authorOf("Curie^Marie^^Dr.")).toBe("Curie, Dr. Marie");
    expect(authorOf("Sato^Kenichi=佐藤^健一")).toBe("Sato, Kenichi 佐藤 健一");
    expect(authorOf("Reading room 3")).toBe("Reading room 3");
  });
});
