import { expect, it } from "vitest";
import type { DicomJson } from "../../api/dicomJson";
import type { Frame } from "../stacks";
import { presentationOf } from "./parse";

const values = (...Value: unknown[]) => ({ vr: "UN", Value });
const frame: Frame = { study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: "1.1.1", frame: 2, frames: 3, metadata: {} };
const image = (more: DicomJson = {}): DicomJson => ({ "00081155": values("1.1.1"), ...more });

function state(more: DicomJson = {}, reference = image()): DicomJson {
  return { "00080018": values("9"), "00700080": values("LESION"), "00081115": values({ "00081140": values(reference) }), ...more };
}

it("a state says nothing about a picture that it does not name", () => {
  expect(presentationOf(state(), { ...frame, sop_instance_uid: "other" })).toBeNull();
  expect(presentationOf(state({}, image({ "00081160": values(1, 3) })), frame)).toBeNull();
  expect(presentationOf(state({}, image({ "00081160": values(2) })), frame)).not.toBeNull();
});

it("the window of its picture is taken, or the one for all", () => {
  const window = (center: number, reference?: DicomJson) => ({ "00281050": values(center), "00281051": values(100), ...(reference ? { "00081140": values(reference) } : {}) });
  expect(presentationOf(state({ "00283110": values(window(1, { "00081155": values("other") }), window(2, image())) }), frame)?.window).toEqual({ center: 2, width: 100 });
  expect(presentationOf(state({ "00283110": values(window(3)) }), frame)?.window).toEqual({ center: 3, width: 100 });
});

it("rotation, mirror, inversion and area are read", () => {
  const read = presentationOf(
    state({
      "00700042": values(90),
      "00700041": values("Y"),
      "20500020": values("INVERSE"),
      "0070005A": values({ "00700052": values(11, 21), "00700053": values(100, 200), "00700100": values("SCALE TO FIT") }),
    }),
    frame,
  );
  expect(read).toMatchObject({ rotation: 90, isMirrored: true, isInverse: true, area: { mode: "fit", corners: [[10, 20], [100, 200]] } });
});

it("shutters are places in the image: points stand as row and column", () => {
  const read = presentationOf(state({ "00181600": values("CIRCULAR", "POLYGONAL"), "00181610": values(30, 40), "00181612": values(7), "00181620": values(1, 2, 3, 4, 5, 6) }), frame);
  expect(read?.shutters).toEqual([
    { shape: "circle", center: [39.5, 29.5], radius: 7 },
    { shape: "polygon", points: [[1.5, 0.5], [3.5, 2.5], [5.5, 4.5]] },
  ]);
});

it("graphics and texts are read with their units; what cannot be drawn is named", () => {
  const read = presentationOf(
    state({
      "00700001": values({
        "00700009": values(
          { "00700005": values("PIXEL"), "00700023": values("CIRCLE"), "00700022": values(1, 2, 3, 4) },
          { "00700005": values("MATRIX"), "00700023": values("POLYLINE"), "00700022": values(1, 2, 3, 4) },
          { "00700005": values("PIXEL"), "00700023": values("ELLIPSE"), "00700022": values(1, 2) },
        ),
        "00700008": values({ "00700006": values("<b>Here</b>"), "00700003": values("DISPLAY"), "00700010": values(0.1, 0.2), "00700011": values(0.5, 0.3), "00700012": values("CENTER") }),
      }),
    }),
    frame,
  );
  expect(read?.graphics).toEqual([
    { kind: "circle", units: "image", points: [[1, 2], [3, 4]], isFilled: false },
    { kind: "text", units: "area", text: "<b>Here</b>", at: [0.3, 0.2], align: "middle", anchor: null },
  ]);
  expect(read?.notApplied).toEqual(["units"]);
});

it("a look-up table, a bitmap shutter, overlays and another scale than the picture's are named as not applied", () => {
  const read = presentationOf(
    state({ "00283110": values({ "00283010": values({}) }), "00181600": values("BITMAP"), "60003000": { vr: "OW" }, "00281052": values(-1024), "00281053": values(1) }),
    frame,
  );
  expect(read?.notApplied).toEqual(["lut", "bitmapShutter", "overlays", "modality"]);
});

it("colors of a state of another kind, and graphics too long to come with the attributes, are named as not applied", () => {
  const apart = { vr: "FL", BulkDataURI: "/elsewhere" };
  const kinds = (uid: string) => presentationOf(state({ "00080016": values(uid) }), frame)?.notApplied;
  expect(kinds("1.2.840.10008.5.1.4.1.1.11.1")).toEqual([]);
  expect(kinds("1.2.840.10008.5.1.4.1.1.11.3")).toEqual(["color"]);
  const graphic = { "00700005": values("PIXEL"), "00700023": values("POLYLINE"), "00700022": apart };
  expect(presentationOf(state({ "00700001": values({ "00700009": values(graphic) }) }), frame)?.notApplied).toEqual(["long"]);
  expect(presentationOf(state({ "00181600": values("POLYGONAL"), "00181620": apart }), frame)?.notApplied).toEqual(["long"]);
});

it("a curve that is no straight line is named, and so is a width that only the exact one takes", () => {
  const voi = (more: DicomJson) => presentationOf(state({ "00283110": values({ "00281050": values(50), "00281051": values(400), ...more }) }), frame)?.notApplied;
  expect(voi({})).toEqual([]);
  expect(voi({ "00281056": values("LINEAR") })).toEqual([]);
  expect(voi({ "00281056": values("SIGMOID") })).toEqual(["curve"]);
  expect(voi({ "00281056": values("LINEAR_EXACT") })).toEqual(["curve"]);
  expect(voi({ "00281051": values(0.5) })).toEqual(["curve"]);
});

it("a grayscale state without a scale means the values as they are stored, whatever the image says", () => {
  const scaled = (slope: number, intercept: number): Frame => ({ ...frame, metadata: { "00281053": values(slope), "00281052": values(intercept) } });
  expect(presentationOf(state(), scaled(1, -1024))?.notApplied).toEqual(["modality"]);
  expect(presentationOf(state(), scaled(1, 0))?.notApplied).toEqual([]);
  expect(presentationOf(state({ "00281053": values(1), "00281052": values(-1024) }), scaled(1, -1024))?.notApplied).toEqual([]);
  expect(presentationOf(state({ "00283000": values({}) }), scaled(1, -1024))?.notApplied).toEqual(["lut"]);
  expect(presentationOf(state({ "00080016": values("1.2.840.10008.5.1.4.1.1.11.2") }), scaled(1, -1024))?.notApplied).toEqual(["color"]);
});
