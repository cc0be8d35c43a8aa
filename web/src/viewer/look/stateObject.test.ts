import { expect, it } from "vitest";
import { itemsOf, numbersOf, textOf } from "../../api/dicomJson";
import type { DicomJson } from "../../api/dicomJson";
import { part10 } from "../../dicom/part10";
import { presentationOf } from "../presentation/parse";
import type { Frame } from "../stacks";
import type { Look } from "./look";
import { presentationOfLook } from "./look";
import { hasGrayLook, stateOfLook } from "./stateObject";

const of = (vr: string, ...Value: unknown[]) => ({ vr, Value });
const image: DicomJson = {
  "00080016": of("UI", "1.2.840.10008.5.1.4.1.1.2"),
  "00080018": of("UI", "1.1.1"),
  "00080020": of("DA", "20260315"),
  "00080090": of("PN", { Alphabetic: "Sato^Kenichi" }),
  "00081030": of("LO", "CT abdomen"),
  "0008103E": of("LO", "not of the state"),
  "00100010": of("PN", { Alphabetic: "Müller^Ö", Ideographic: "山田" }),
  "00100020": of("LO", "VIEW-1"),
  "00101001": of("PN", { Alphabetic: "Before^Name" }),
  "0020000D": of("UI", "1"),
  "0020000E": of("UI", "1.1"),
  "00280002": of("US", 1),
  "00280004": of("CS", "MONOCHROME2"),
  "00280010": of("US", 256),
  "00280011": of("US", 200),
  "00280030": of("DS", 0.7, 0.5),
  "00281052": of("DS", -1024),
  "00281053": of("DS", 1),
  "00281054": of("LO", "HU"),
};
const frame: Frame = { study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: "1.1.1", frame: 1, frames: 1, metadata: image };
const look: Look = {
  window: { center: 80.5, width: 151 },
  rescale: { slope: 1, intercept: -1024 },
  isInverse: true,
  rotation: 90,
  isMirrored: true,
  area: [[10, 20], [110, 220]],
  shutters: [
    { shape: "rectangle", left: 5, right: 150, top: 6, bottom: 160 },
    { shape: "circle", center: [39.5, 29.5], radius: 70 },
    { shape: "polygon", points: [[1.5, 0.5], [30.5, 2.5], [5.5, 40.5]] },
  ],
  marks: [
    { kind: "line", units: "image", points: [[1, 2], [3.5, 4]], isFilled: false, source: "of this page" },
    { kind: "ellipse", units: "image", points: [[1, 2], [9, 2], [5, 1], [5, 3]], isFilled: false },
    { kind: "text", units: "image", text: "23.4 mm²", at: [30, 40], align: "start", anchor: null },
    { kind: "text", units: "area", text: "Here", at: [0.25, 0.5], align: "start", anchor: { units: "image", at: [7, 8] } },
  ],
  object: { sop_instance_uid: "2.25.1", series_instance_uid: "2.25.2", series_number: 21, number: 3, made_at: Date.UTC(2026, 2, 15, 22, 30, 5), creator: "Lindner^Petra^^Dr.", description: "Of Interest", isStored: false },
};

it.each([0, 90, 180, 270] as const)("what is read is what was kept, turned by %i degrees and mirrored or not", (rotation) => {
  for (const isMirrored of [false, true]) {
    const kept = { ...look, rotation, isMirrored };
    const read = presentationOf(stateOfLook(kept, { image, frame: null }), frame);
    const { sop_instance_uid, label, ...shown } = presentationOfLook(kept);
    expect(read).toEqual({ ...shown, graphics: shown.graphics.map(({ source, ...mark }: Look["marks"][number]) => mark), sop_instance_uid: "2.25.1", label: "KEY IMAGE" });
  }
});

it("the left upper corner is that of the picture as it lies", () => {
  const corners = (rotation: Look["rotation"], isMirrored: boolean) => {
    const [area = {}] = itemsOf(stateOfLook({ ...look, rotation, isMirrored }, { image, frame: null }), "0070005A");
    return [numbersOf(area, "00700052"), numbersOf(area, "00700053")];
  };
  expect(corners(0, false)).toEqual([[11, 21], [110, 220]]);
  expect(corners(90, false)).toEqual([[11, 220], [110, 21]]);
  expect(corners(180, false)).toEqual([[110, 220], [11, 21]]);
  expect(corners(270, false)).toEqual([[110, 21], [11, 220]]);
  expect(corners(0, true)).toEqual([[110, 21], [11, 220]]);
  expect(corners(90, true)).toEqual([[11, 21], [110, 220]]);
});

it("patient and study are the image's, the series and the equipment are not", () => {
  const state = stateOfLook(look, { image, frame: null });
  for (const tag of ["00100010", "00100020", "00101001", "0020000D", "00080020", "00080090", "00081030"]) expect(state[tag]).toEqual(image[tag]);
  expect(textOf(state, "00080060")).toBe("PR");
  expect(textOf(state, "0020000E")).toBe("2.25.2");
  expect(textOf(state, "0008103E")).not.toBe("not of the state");
  expect(state).toHaveProperty("00100040", { vr: "CS" }); // of Type 2
  expect("00280010" in state).toBe(false);
});

it("times are told at the image's offset", () => {
  const state = stateOfLook(look, { image: { ...image, "00080201": of("SH", "+0200") }, frame: null });
  expect([textOf(state, "00700082"), textOf(state, "00700083")]).toEqual(["20260316", "003005"]);
});

it("a state of one frame names it, and takes what the functional groups say of it", () => {
  const { "00281052": intercept, "00281053": slope, "00281054": type, "00280030": spacing, ...rest } = image;
  const pixelValues = of("SQ", { "00281052": intercept, "00281053": slope, "00281054": type });
  const enhanced: DicomJson = { ...rest, "52009229": of("SQ", { "00289110": of("SQ", { "00280030": spacing }) }), "52009230": of("SQ", {}, { "00289145": pixelValues }) };
  const state = stateOfLook(look, { image: enhanced, frame: 2 });
  const [reference = {}] = itemsOf(itemsOf(state, "00081115")[0] ?? {}, "00081140");
  expect(numbersOf(reference, "00081160")).toEqual([2]);
  expect(textOf(state, "00281054")).toBe("HU");
  expect(numbersOf(itemsOf(state, "0070005A")[0] ?? {}, "00700101")).toEqual([0.7, 0.5]);
  expect(presentationOf(state, { ...frame, frame: 2, frames: 2, metadata: enhanced })?.notApplied).toEqual([]);
  expect(presentationOf(state, { ...frame, frame: 1, frames: 2, metadata: enhanced })).toBeNull();
});

it("the same look is the same file, however often it is made", () => {
  expect(part10(stateOfLook(look, { image, frame: null }))).toEqual(part10(stateOfLook(look, { image, frame: null })));
});

it("colors and tables of values have no look that can be kept", () => {
  expect(hasGrayLook(image)).toBe(true);
  expect(hasGrayLook({ ...image, "00280002": of("US", 3), "00280004": of("CS", "RGB") })).toBe(false);
  expect(hasGrayLook({ ...image, "00280004": of("CS", "PALETTE COLOR") })).toBe(false);
  expect(hasGrayLook({ ...image, "00283000": of("SQ", {}) })).toBe(false);
});
