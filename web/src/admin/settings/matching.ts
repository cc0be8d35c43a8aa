import type { ConfigurationValue } from "../../api/configuration";

/** Those that have every word in key, value, variable or description. */
export function matching(values: readonly ConfigurationValue[], words: string, onlySet: boolean): ConfigurationValue[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return values.filter(({ key, value, variable, description, origin }) => {
    const text = `${key} ${value} ${variable} ${description}`.toLowerCase();
    return (!onlySet || origin !== "default") && wanted.every((word) => text.includes(word));
  });
}
