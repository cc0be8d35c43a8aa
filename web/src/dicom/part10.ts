/** Writes a data set of the DICOM JSON Model as a DICOM file: Explicit VR Little Endian (PS3.10 7.1, PS3.5 7.1.2), texts in UTF-8. */
import { itemsOf, textOf, textsOf } from "../api/dicomJson";
import type { DicomElement, DicomJson } from "../api/dicomJson";

const explicitLittleEndian = "1.2.840.10008.1.2.1";
const implementationClassUid = "2.25.151780290502220561554574359227662489043"; // as the program calls itself
const implementationVersionName = "KINOTE 0.1";
const preambleBytes = 128;

const longLengths = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];
const mostOfShortLength = 0xfffe;
const texts = ["AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"];
type Setter = "setUint16" | "setInt16" | "setUint32" | "setInt32" | "setFloat32" | "setFloat64";
const numbers: Record<string, [Setter, number]> = { US: ["setUint16", 2], SS: ["setInt16", 2], UL: ["setUint32", 4], SL: ["setInt32", 4], FL: ["setFloat32", 4], FD: ["setFloat64", 8] };

/**
 * The file of an object.
 * @param dataset  with its SOP class and instance; Specific Character Set must be ISO_IR 192.
 * @throws Error for a VR that is not written here, for bulk data, and for a value that its VR cannot hold.
 */
export function part10(dataset: DicomJson): Uint8Array {
  const meta = elements({
    "00020001": { vr: "OB", InlineBinary: btoa("\u0000\u0001") },
    "00020002": { vr: "UI", Value: [textOf(dataset, "00080016")] },
    "00020003": { vr: "UI", Value: [textOf(dataset, "00080018")] },
    "00020010": { vr: "UI", Value: [explicitLittleEndian] },
    "00020012": { vr: "UI", Value: [implementationClassUid] },
    "00020013": { vr: "SH", Value: [implementationVersionName] },
  });
  const length = elements({ "00020000": { vr: "UL", Value: [meta.length] } });
  return joined([new Uint8Array(preambleBytes), new TextEncoder().encode("DICM"), length, meta, elements(dataset)]);
}

function elements(dataset: DicomJson): Uint8Array {
  const tags = Object.keys(dataset).sort();
  return joined(tags.map((tag) => element(tag, dataset[tag] as DicomElement, dataset)));
}

function element(tag: string, { vr, BulkDataURI }: DicomElement, dataset: DicomJson): Uint8Array {
  if (BulkDataURI !== undefined) throw new Error(`the value of ${tag} is apart`);
  const value = vr === "SQ" ? joined(itemsOf(dataset, tag).map(item)) : valueOf(tag, dataset);
  const isLong = longLengths.includes(vr);
  if (!isLong && value.length > mostOfShortLength) throw new Error(`${tag} is too long for ${vr}`);
  const head = new DataView(new ArrayBuffer(isLong ? 12 : 8));
  writeTag(head, tag);
  head.setUint8(4, vr.charCodeAt(0));
  head.setUint8(5, vr.charCodeAt(1));
  if (isLong) head.setUint32(8, value.length, true);
  else head.setUint16(6, value.length, true);
  return joined([new Uint8Array(head.buffer), value]);
}

function item(dataset: DicomJson): Uint8Array {
  const content = elements(dataset);
  const head = new DataView(new ArrayBuffer(8));
  writeTag(head, "FFFEE000");
  head.setUint32(4, content.length, true);
  return joined([new Uint8Array(head.buffer), content]);
}

function writeTag(view: DataView, tag: string): void {
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
}

function valueOf(tag: string, dataset: DicomJson): Uint8Array {
  const { vr, Value = [], InlineBinary } = dataset[tag] as DicomElement;
  if (InlineBinary !== undefined) return even(Uint8Array.from(atob(InlineBinary), (letter) => letter.charCodeAt(0)), 0);
  const number = numbers[vr];
  if (number !== undefined) {
    const [set, bytes] = number;
    const view = new DataView(new ArrayBuffer(bytes * Value.length));
    Value.forEach((value, index) => view[set](bytes * index, finite(tag, value), true));
    return new Uint8Array(view.buffer);
  }
  if (vr === "DS" || vr === "IS") return even(new TextEncoder().encode(Value.map((value) => numberText(tag, vr, value)).join("\\")), 0x20);
  if (!texts.includes(vr)) throw new Error(`${tag}: ${vr} is not written here`);
  return even(new TextEncoder().encode(textsOf(dataset, tag).join("\\")), vr === "UI" ? 0 : 0x20);
}

function numberText(tag: string, vr: "DS" | "IS", value: unknown): string {
  if (value === null || value === "") return "";
  return vr === "DS" ? decimalText(finite(tag, value)) : String(Math.round(finite(tag, value)));
}

const mostLettersOfDecimal = 16;

/** A Decimal String: the nearest number that 16 letters hold (PS3.5 6.2). */
export function decimalText(value: number): string {
  let text = String(value);
  for (let digits = mostLettersOfDecimal; text.length > mostLettersOfDecimal; digits -= 1) text = String(Number(value.toPrecision(digits)));
  return text;
}

function finite(tag: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new Error(`${tag} is no number`);
  return number;
}

function even(bytes: Uint8Array, padding: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(padding)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
