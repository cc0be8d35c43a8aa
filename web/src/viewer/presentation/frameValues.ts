/** What an object says of one of its frames: itself, or in the functional groups of enhanced objects (PS3.3 C.7.6.16). */
import { itemsOf, numbersOf, textOf } from "../../api/dicomJson";
import type { DicomJson } from "../../api/dicomJson";

const macros = { measures: "00289110", pixelValues: "00289145" } as const;
type Macro = keyof typeof macros;

/** @param frame  counted from 1 */
export function numbersOfFrame(image: DicomJson, frame: number, macro: Macro, tag: string): number[] {
  return numbersOf(place(image, frame, macro, tag), tag);
}

export function textOfFrame(image: DicomJson, frame: number, macro: Macro, tag: string): string {
  return textOf(place(image, frame, macro, tag), tag);
}

function place(image: DicomJson, frame: number, macro: Macro, tag: string): DicomJson {
  if (tag in image) return image;
  const groups = [itemsOf(image, "52009230")[frame - 1], itemsOf(image, "52009229")[0]];
  return groups.map((group) => (group === undefined ? undefined : itemsOf(group, macros[macro])[0])).find((found) => found !== undefined && tag in found) ?? {};
}
