import { expect, it } from "vitest";
import { decimalText, part10 } from "./part10";
import { newUid } from "./uid";

const text = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const object = { "00080016": { vr: "UI", Value: ["1.2"] }, "00080018": { vr: "UI", Value: ["1.2.3"] } };

it("a file has its preamble, its group of meta information with a length, and the elements in the order of their tags", () => {
  const file = part10({ "00100010": { vr: "PN", Value: [{ Alphabetic: "Müller^Ö" }] }, ...object });
  expect(text(file.slice(128, 132))).toBe("DICM");
  const view = new DataView(file.buffer);
  const begin = 132 + 12 + view.getUint32(132 + 8, true);
  const name = new TextEncoder().encode("Müller^Ö");
  const expected = ["\x08\x00\x16\x00UI\x04\x001.2\x00", "\x08\x00\x18\x00UI\x06\x001.2.3\x00", `\x10\x00\x10\x00PN${String.fromCharCode(name.length)}\x00${text(name)}`];
  expect(text(file.slice(begin))).toBe(expected.join(""));
});

it("sequences, numbers and bytes are written with their lengths", () => {
  const file = part10({ ...object, "00700001": { vr: "SQ", Value: [{ "00700022": { vr: "FL", Value: [1.5] } }] }, "00700052": { vr: "SL", Value: [-1] }, "00283006": { vr: "OW", InlineBinary: btoa("abc") } });
  expect(text(file)).toContain("\x28\x00\x06\x30OW\x00\x00\x04\x00\x00\x00abc\x00");
  expect(text(file)).toContain("\x70\x00\x01\x00SQ\x00\x00\x14\x00\x00\x00\xfe\xff\x00\xe0\x0c\x00\x00\x00\x70\x00\x22\x00FL\x04\x00\x00\x00\xc0\x3f");
  expect(text(file)).toContain("\x70\x00\x52\x00SL\x04\x00\xff\xff\xff\xff");
});

it("what cannot be written is refused, not left out", () => {
  expect(() => part10({ ...object, "00283006": { vr: "OW", BulkDataURI: "/elsewhere" } })).toThrow("00283006");
  expect(() => part10({ ...object, "00280010": { vr: "US", Value: ["many"] } })).toThrow("00280010");
  expect(() => part10({ ...object, "00091001": { vr: "??", Value: [1] } })).toThrow("00091001");
  expect(() => part10({ ...object, "00104000": { vr: "LT", Value: ["x".repeat(70_000)] } })).toThrow("too long");
});

it("a decimal has at most sixteen letters, and stays as near as they allow", () => {
  expect(decimalText(-1024)).toBe("-1024");
  for (const value of [1 / 3, -123456.789012345678, 1e-7 / 3, -1.2345678901234567e-200]) {
    expect(decimalText(value).length).toBeLessThanOrEqual(16);
    expect(Math.abs(Number(decimalText(value)) / value - 1)).toBeLessThan(1e-8);
  }
});

it("UIDs are of 2.25, at most 64 letters, and differ", () => {
  const made = Array.from({ length: 50 }, newUid);
  expect(new Set(made).size).toBe(50);
  for (const uid of made) expect(uid).toMatch(/^2\.25\.[1-9][0-9]{0,38}$/);
});
