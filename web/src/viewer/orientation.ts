/** The letters at the edges of a picture (PS3.3 C.7.6.1.1.1): L and R, A and P, H and F. */

const letters = [["L", "R"], ["P", "A"], ["H", "F"]] as const;

/** @param direction in the patient's coordinates; up to two letters, the main one first; empty where it points nowhere. */
export function lettersOf(direction: readonly number[]): string {
  const length = Math.hypot(...direction);
  if (length === 0) return "";
  return direction
    .map((value, axis) => ({ axis, part: value / length }))
    .filter(({ part }) => Math.abs(part) > 0.25)
    .sort((one, other) => Math.abs(other.part) - Math.abs(one.part))
    .slice(0, 2)
    .map(({ axis, part }) => letters[axis]?.[part > 0 ? 0 : 1] ?? "")
    .join("");
}

export function opposite(direction: readonly number[]): number[] {
  return direction.map((value) => -value);
}
