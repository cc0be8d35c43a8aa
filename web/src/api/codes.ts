/** A coded concept as in DICOM: value and scheme decide, the meaning is for reading. */
export interface Code {
  value: string | null;
  scheme: string | null;
  meaning: string | null;
}
