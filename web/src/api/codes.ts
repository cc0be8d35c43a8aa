import type { Described } from "./described";

/** A coded concept as in DICOM: value and scheme decide, the meaning is for reading. */
export type Code = Described<"Code">;
