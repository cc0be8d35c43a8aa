/** The Grayscale Softcopy Presentation State of a look (PS3.3 A.33.1). */
import { numberOf, textOf } from "../../api/dicomJson";
import type { DicomElement, DicomJson } from "../../api/dicomJson";
import type { Graphic, Units } from "../presentation/graphics";
import { numbersOfFrame, textOfFrame } from "../presentation/frameValues";
import { grayscaleState } from "../presentation/parse";
import type { Shutter } from "../presentation/parse";
import type { Look } from "./look";

const layer = "MARKS";

export interface StateContext {
  /** The attributes of the object that looks so. */
  image: DicomJson;
  /** Null where it looks so in all its frames. */
  frame: number | null;
}

/** Of the study (PS3.3 C.7.2.1); what is of the patient and of a clinical trial stands in groups of its own. */
const ofStudy = ["00080020", "00080030", "00080050", "00080051", "00080090", "00080096", "00080201", "00081030", "00081032", "00081048", "00081060", "0020000D", "00200010"];
/** Of the series of the image, that say which side of the body is meant. */
const ofSide = ["00180015", "00200060"];

/** @param look  with its object. @throws Error where the object, or the place of the image, is not known. */
export function stateOfLook(look: Look, { image, frame }: StateContext): DicomJson {
  const { object } = look;
  if (object === null || textOf(image, "00080018") === "" || textOf(image, "0020000E") === "") throw new Error("the image is not known");
  const { series_number: seriesNumber, creator, description } = object;
  const [date, time] = momentOf(new Date(object.made_at), textOf(image, "00080201"));
  const reference: DicomJson = {
    "00081150": one("UI", textOf(image, "00080016")),
    "00081155": one("UI", textOf(image, "00080018")),
    ...(frame === null ? {} : { "00081160": one("IS", frame) }),
  };
  return {
    ...required,
    ...Object.fromEntries(Object.entries(image).filter(([tag, element]) => (/^001[02]/.test(tag) || ofStudy.includes(tag) || ofSide.includes(tag)) && isPlain(element))),
    "00080005": one("CS", "ISO_IR 192"),
    "00080016": one("UI", grayscaleState),
    "00080018": one("UI", object.sop_instance_uid),
    "00080012": one("DA", date),
    "00080013": one("TM", time),
    "00080060": one("CS", "PR"),
    "00080070": one("LO", "kinote"),
    "0008103E": one("LO", "How key images look"),
    "0020000E": one("UI", object.series_instance_uid),
    "00200011": seriesNumber === null ? { vr: "IS" } : one("IS", seriesNumber),
    "00200013": one("IS", object.number),
    "00700080": one("CS", "KEY IMAGE"),
    "00700081": description === "" ? { vr: "LO" } : one("LO", description.slice(0, 64)),
    "00700082": one("DA", date),
    "00700083": one("TM", time),
    "00700084": creator === "" ? { vr: "PN" } : personName(creator),
    "00081115": items({ "0020000E": one("UI", textOf(image, "0020000E")), "00081140": items(reference) }),
    ...rescaleOf(look, image, frame),
    "00283110": items({ "00281050": one("DS", look.window.center), "00281051": one("DS", look.window.width) }),
    "20500020": one("CS", look.isInverse ? "INVERSE" : "IDENTITY"),
    "00700042": one("US", look.rotation),
    "00700041": one("CS", look.isMirrored ? "Y" : "N"),
    "0070005A": items({ ...cornersOf(look), "00700100": one("CS", "SCALE TO FIT"), ...spacingOf(image, frame) }),
    ...shuttersOf(look.shutters),
    ...marksOf(look.marks),
  };
}

/** Of Type 2: there, if without a value. */
const required: DicomJson = {
  "00080020": { vr: "DA" },
  "00080030": { vr: "TM" },
  "00080050": { vr: "SH" },
  "00080090": { vr: "PN" },
  "00100010": { vr: "PN" },
  "00100020": { vr: "LO" },
  "00100030": { vr: "DA" },
  "00100040": { vr: "CS" },
  "00200010": { vr: "SH" },
  "00200060": { vr: "CS" },
};

/** What can be copied without asking for more: no bulk data, at any depth. */
function isPlain(element: DicomElement): boolean {
  return !JSON.stringify(element).includes('"BulkDataURI"');
}

/** A state without it takes the stored values as they are. */
function rescaleOf({ rescale: { slope, intercept } }: Look, image: DicomJson, frame: number | null): DicomJson {
  if (slope === 1 && intercept === 0) return {};
  const type = textOfFrame(image, frame ?? 1, "pixelValues", "00281054") || "US";
  return { "00281052": one("DS", intercept), "00281053": one("DS", slope), "00281054": one("LO", type) };
}

/** PS3.3 C.10.4: the pixels that lie in these corners once it is turned and mirrored. */
function cornersOf({ area: [[left, top], [right, bottom]], rotation, isMirrored }: Look): DicomJson {
  const corners: (readonly [number, number])[] = [[left + 1, top + 1], [right, top + 1], [right, bottom], [left + 1, bottom]]; // clockwise
  const turned = (at: number) => corners[(at + 4 - rotation / 90) % 4] ?? [1, 1];
  const [first, last] = isMirrored ? [turned(1), turned(3)] : [turned(0), turned(2)];
  return { "00700052": { vr: "SL", Value: [...first] }, "00700053": { vr: "SL", Value: [...last] } };
}

/** Height and width of a pixel: that is what makes it look neither high nor wide. */
function spacingOf(image: DicomJson, frame: number | null): DicomJson {
  const [high, wide] = numbersOfFrame(image, frame ?? 1, "measures", "00280030");
  if (high !== undefined && wide !== undefined && high > 0 && wide > 0) return { "00700101": { vr: "DS", Value: [high, wide] } };
  const ratio = numbersOfFrame(image, frame ?? 1, "measures", "00280034");
  return { "00700102": { vr: "IS", Value: ratio.length === 2 ? ratio : [1, 1] } };
}

/** PS3.3 C.7.6.11: edges are columns and rows, points are row, then column. One of each shape. */
function shuttersOf(shutters: readonly Shutter[]): DicomJson {
  if (shutters.length === 0) return {};
  const whole = (...values: number[]): DicomElement => ({ vr: "IS", Value: values.map(Math.round) });
  const found: DicomJson = { "00181622": one("US", 0) };
  const shapes: string[] = [];
  for (const shutter of shutters) {
    if (shutter.shape === "rectangle") {
      shapes.push("RECTANGULAR");
      Object.assign(found, { "00181602": whole(shutter.left), "00181604": whole(shutter.right + 1), "00181606": whole(shutter.top), "00181608": whole(shutter.bottom + 1) });
    } else if (shutter.shape === "circle") {
      shapes.push("CIRCULAR");
      Object.assign(found, { "00181610": whole(shutter.center[1] + 0.5, shutter.center[0] + 0.5), "00181612": whole(shutter.radius) });
    } else {
      shapes.push("POLYGONAL");
      Object.assign(found, { "00181620": whole(...shutter.points.flatMap(([column, row]) => [row + 0.5, column + 0.5])) });
    }
  }
  return { ...found, "00181600": { vr: "CS", Value: shapes } };
}

const kindOf = { points: "POINT", line: "POLYLINE", curve: "INTERPOLATED", circle: "CIRCLE", ellipse: "ELLIPSE" } as const;
const mostLettersOfText = 1024;

function marksOf(marks: readonly Graphic[]): DicomJson {
  if (marks.length === 0) return {};
  const shapes = marks.filter((mark): mark is Exclude<Graphic, { kind: "text" }> => mark.kind !== "text");
  const texts = marks.filter((mark): mark is Extract<Graphic, { kind: "text" }> => mark.kind === "text");
  return {
    "00700060": items({ "00700002": one("CS", layer), "00700062": one("IS", 1), "00700066": one("US", 0xffff), "00700068": one("LO", "Measurements and marks") }),
    "00700001": items({
      "00700002": one("CS", layer),
      ...(shapes.length === 0 ? {} : { "00700009": items(...shapes.map(shapeOf)) }),
      ...(texts.length === 0 ? {} : { "00700008": items(...texts.map(textOfMark)) }),
    }),
  };
}

function shapeOf({ kind, units, points, isFilled }: Exclude<Graphic, { kind: "text" }>): DicomJson {
  return {
    "00700005": one("CS", nameOf(units)),
    "00700020": one("US", 2),
    "00700021": one("US", points.length),
    "00700022": { vr: "FL", Value: points.flat() },
    "00700023": one("CS", kindOf[kind]),
    ...(kind === "points" ? {} : { "00700024": one("CS", isFilled ? "Y" : "N") }),
  };
}

/** Its place is an anchor: how large letters are, viewers decide. */
function textOfMark({ units, at, text, anchor }: Extract<Graphic, { kind: "text" }>): DicomJson {
  if (anchor === null) return { "00700006": one("ST", text.slice(0, mostLettersOfText)), "00700004": one("CS", nameOf(units)), "00700014": { vr: "FL", Value: [...at] }, "00700015": one("CS", "N") };
  return {
    "00700006": one("ST", text.slice(0, mostLettersOfText)),
    "00700003": one("CS", nameOf(units)),
    "00700010": { vr: "FL", Value: [...at] },
    "00700011": { vr: "FL", Value: [...at] },
    "00700012": one("CS", "LEFT"),
    "00700004": one("CS", nameOf(anchor.units)),
    "00700014": { vr: "FL", Value: [...anchor.at] },
    "00700015": one("CS", "Y"),
  };
}

function nameOf(units: Units): string {
  return units === "image" ? "PIXEL" : "DISPLAY";
}

/** Date and time at the offset that the image names, else of this browser. */
function momentOf(at: Date, offset: string): [string, string] {
  const found = /^([+-])(\d\d)(\d\d)$/.exec(offset.trim());
  const minutes = found === null ? -at.getTimezoneOffset() : (found[1] === "-" ? -1 : 1) * (60 * Number(found[2]) + Number(found[3]));
  const text = new Date(at.getTime() + 60_000 * minutes).toISOString().replace(/[-:]/g, "");
  return [text.slice(0, 8), text.slice(9, 15)];
}

function personName(name: string): DicomElement {
  const [Alphabetic = "", Ideographic = "", Phonetic = ""] = name.split("=");
  return { vr: "PN", Value: [{ Alphabetic, ...(Ideographic === "" ? {} : { Ideographic }), ...(Phonetic === "" ? {} : { Phonetic }) }] };
}

function one(vr: string, value: string | number): DicomElement {
  return { vr, Value: [value] };
}

function items(...Value: DicomJson[]): DicomElement {
  return { vr: "SQ", Value };
}

/** Whether its look can be kept as a grayscale state: colors have states of another kind, and a table of values of the image's own is not carried over. */
export function hasGrayLook(image: DicomJson): boolean {
  return (numberOf(image, "00280002") ?? 1) === 1 && textOf(image, "00280004").startsWith("MONOCHROME") && !("00283000" in image);
}
