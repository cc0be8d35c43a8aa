import { expect, it } from "vitest";
import type { DicomJson } from "../../api/dicomJson";
import type { Frame } from "../stacks";
import type { Presentation } from "./parse";
import { hasTable, isServed, notShown } from "./tables";

const table = { vr: "SQ", Value: [{ "00283002": { vr: "US", Value: [256, 0, 8] } }] };
const grey: DicomJson = { "00280002": { vr: "US", Value: [1] }, "00280004": { vr: "CS", Value: ["MONOCHROME2"] } };
const frame = (more: DicomJson) => ({ sop_instance_uid: "1.2", frame: 1, frames: 1, metadata: { ...grey, ...more } }) as Frame;
const state = (more: Partial<Presentation>) => ({ sop_instance_uid: "1.9", window: null, notApplied: [], ...more }) as unknown as Presentation;

it("finds the tables of an image", () => {
  expect(hasTable(frame({}), null)).toBe(false);
  expect(hasTable(frame({ "00283000": table }), null)).toBe(true);
  expect(hasTable(frame({ "00283010": table }), null)).toBe(true);
  expect(hasTable(frame({ "00283010": { vr: "SQ" } }), null)).toBe(false);
  expect(hasTable(frame({ "00283010": table, "00280004": { vr: "CS", Value: ["PALETTE COLOR"] } }), null)).toBe(false);
  expect(hasTable(frame({ "00283010": table, "00280002": { vr: "US", Value: [3] } }), null)).toBe(false);
});

it("knows what a presentation state puts in their place", () => {
  const window = { center: 50, width: 400 };
  expect(hasTable(frame({ "00283010": table }), state({ window }))).toBe(false);
  expect(hasTable(frame({ "00283010": table }), state({}))).toBe(true);
  expect(hasTable(frame({ "00283000": table }), state({ window }))).toBe(true);
  for (const part of ["lut", "curve", "modality"] as const) expect(hasTable(frame({}), state({ window, notApplied: [part] }))).toBe(true);
  expect(hasTable(frame({}), state({ notApplied: ["overlays"] }))).toBe(false);
  expect(notShown(state({ notApplied: ["curve", "overlays", "modality"] }))).toEqual(["overlays"]);
});

it("has nothing drawn by the server that is only in a draft", () => {
  expect(isServed(frame({ "00283000": table }), state({ sop_instance_uid: "" }))).toBe(false);
  expect(isServed(frame({ "00283000": table }), null)).toBe(true);
});
