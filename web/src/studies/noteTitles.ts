import { titles } from "../notes/titles";

/** Code Value and words of each title that a note may have. */
export const noteTitles: readonly (readonly [string, string])[] = titles.map(({ value, meaning }) => [value ?? "", meaning ?? ""]);
