/** Person names as DICOM writes them (PS3.5 6.2.1): `Yamada^Tarou=山田^太郎=やまだ^たろう`. */

export interface PersonName {
  /** The name to show first. */
  primary: string;
  /** The same name in its other writings, such as `山田 太郎 (やまだ たろう)`; empty when there is none. */
  secondary: string;
}

/** Reads a name; one without any letter gives an empty `primary`. */
export function readPersonName(value: string): PersonName {
  const [alphabetic = "", ideographic = "", phonetic = ""] = value.split("=").slice(0, 3);
  const latin = westernOrder(alphabetic);
  const written = writtenOrder(ideographic);
  const spoken = writtenOrder(phonetic);
  const others = written !== "" && spoken !== "" ? `${written} (${spoken})` : written || spoken;
  return latin !== "" ? { primary: latin, secondary: others } : { primary: others, secondary: "" };
}

/** Family, Prefix Given Middle, Suffix. */
function westernOrder(group: string): string {
  const [family = "", given = "", middle = "", prefix = "", suffix = ""] = components(group);
  const rest = [prefix, given, middle].filter(Boolean).join(" ");
  return [family, rest, suffix].filter(Boolean).join(", ");
}

function writtenOrder(group: string): string {
  return components(group).filter(Boolean).join(" ");
}

function components(group: string): string[] {
  return group.split("^").map((component) => component.trim());
}
