export type Severity = "error" | "warning" | "information";

/** One place where an object breaks the standard, or comes near to it. */
export interface Finding {
  rule: string;
  severity: Severity;
  /** Clause of the DICOM standard, such as `PS3.3 C.17.6.2`. */
  clause: string;
  /** Path of the element in the object. */
  place: string;
  message: string;
}
