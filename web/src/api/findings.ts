import type { Described } from "./described";

export type Severity = Described<"Finding">["severity"];

/** One place where an object breaks the standard, or comes near to it. */
export type Finding = Described<"Finding">;
