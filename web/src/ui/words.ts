/** `halt_in_progress` as `Halt in progress`: the words of the API for reading. */
export function plainWords(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
