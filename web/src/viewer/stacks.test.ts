import { expect, it } from "vitest";
import type { DicomJson } from "../api/dicomJson";
import { frameMilliseconds, framesOfSeries, imageIdOf } from "./stacks";

const number = (value: number | number[]) => ({ vr: "DS", Value: ([] as number[]).concat(value) });
const text = (value: string) => ({ vr: "UI", Value: [value] });

function image(uid: string, instance: number, more: DicomJson = {}): DicomJson {
  return { "0020000D": text("1"), "0020000E": text("1.1"), "00080018": text(uid), "00200013": number(instance), "00280010": number(4), "7FE00010": { vr: "OW" }, ...more };
}

const at = (z: number) => ({ "00200032": number([0, 0, z]), "00200037": number([1, 0, 0, 0, 1, 0]) });
const order = (objects: DicomJson[]) => framesOfSeries(objects).map((frame) => frame.sop_instance_uid);

it("images without a position come by their numbers", () => {
  expect(order([image("c", 3), image("a", 1), image("b", 2)])).toEqual(["a", "b", "c"]);
});

it("a stack whose numbers are shuffled comes by its positions, in the direction of its first number", () => {
  expect(order([image("a", 1, at(0)), image("b", 3, at(3)), image("c", 2, at(6))])).toEqual(["a", "b", "c"]);
  expect(order([image("a", 1, at(9)), image("b", 3, at(6)), image("c", 2, at(3))])).toEqual(["a", "b", "c"]);
});

it("positions that stand twice or are missing leave the numbers in force", () => {
  expect(order([image("a", 1, at(5)), image("b", 2, at(5)), image("c", 3, at(0))])).toEqual(["a", "b", "c"]);
  expect(order([image("a", 1, at(5)), image("b", 2), image("c", 3, at(0))])).toEqual(["a", "b", "c"]);
});

it("an object of several frames gives one picture for each, and one without pixels none", () => {
  const frames = framesOfSeries([image("a", 1, { "00280008": number(3) }), { "00080018": text("report") }]);
  expect(frames.map((frame) => frame.frame)).toEqual([1, 2, 3]);
  expect(imageIdOf(frames[2]!)).toBe("wadors:/dicom-web/studies/1/series/1.1/instances/a/frames/3");
});

it("a cine loop has the pace of its frame time, its vector, its rate, or ten frames a second", () => {
  expect(frameMilliseconds({ "00181063": number(40) })).toBe(40);
  expect(frameMilliseconds({ "00181065": number([0, 50, 50]) })).toBe(50);
  expect(frameMilliseconds({ "00082144": number(25) })).toBe(40);
  expect(frameMilliseconds({})).toBe(100);
});
