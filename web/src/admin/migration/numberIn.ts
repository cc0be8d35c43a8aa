/** A number that the address names; 0 where it names none. */
export function numberIn(query: URLSearchParams, name: string): number {
  const value = Number(query.get(name) ?? "0");
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
