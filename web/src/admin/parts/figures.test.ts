import { expect, it } from "vitest";
import { asCsv, formatBytes, formatHours } from "./figures";

it("bytes are told as coarsely as a person reads them", () => {
  expect([0, 999, 1500, 123_456_789_000, -2_000_000].map((bytes) => formatBytes(bytes, "en"))).toEqual(["0 B", "999 B", "1.5 kB", "123 GB", "−2.0 MB"]);
  expect(formatBytes(1500, "de")).toBe("1,5 kB");
});

it("hours become days from three days on", () => {
  expect([0.5, 36.4, 108].map((hours) => formatHours(hours, "en"))).toEqual(["0.5 h", "36 h", "4.5 d"]);
});

it("CSV quotes what would break it, and lets no cell become a formula", () => {
  expect(asCsv([["a", null, 5], ['say "x", y', "=1+1", "two\nlines"]])).toBe('a,,5\r\n"say ""x"", y",\'=1+1,"two\nlines"\r\n');
});
