/** The DICOM JSON Model (PS3.18 Annex F), as far as the pages read it. Tags are eight hexadecimal digits. */

export interface DicomElement {
  vr: string;
  Value?: unknown[];
  BulkDataURI?: string;
  InlineBinary?: string;
}

export type DicomJson = Record<string, DicomElement>;

/** All values as text; person names by their component groups. */
export function textsOf(dataset: DicomJson, tag: string): string[] {
  return (dataset[tag]?.Value ?? []).map((value) => {
    if (value !== null && typeof value === "object") {
      const { Alphabetic = "", Ideographic = "", Phonetic = "" } = value as Record<string, string>;
      return [Alphabetic, Ideographic, Phonetic].join("=").replace(/=+$/, "");
    }
    return value === null || value === undefined ? "" : String(value);
  });
}

/** The first value as text; empty where there is none. */
export function textOf(dataset: DicomJson, tag: string): string {
  return textsOf(dataset, tag)[0] ?? "";
}

/** Values that are no numbers are left out. */
export function numbersOf(dataset: DicomJson, tag: string): number[] {
  return (dataset[tag]?.Value ?? []).map((value) => (value === null || value === "" ? NaN : Number(value))).filter((value) => Number.isFinite(value));
}

export function numberOf(dataset: DicomJson, tag: string): number | null {
  return numbersOf(dataset, tag)[0] ?? null;
}

export function itemsOf(dataset: DicomJson, tag: string): DicomJson[] {
  return (dataset[tag]?.Value ?? []).filter((value): value is DicomJson => value !== null && typeof value === "object");
}
