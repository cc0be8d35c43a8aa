import i18next from "i18next";
import { afterEach, expect, it } from "vitest";
import { formatDicomDate, formatMoment } from "../dicom/dates";
import { sopClassName } from "../dicom/sopClasses";
import { took } from "../tasks/taskWords";
import { formatNumber } from "./language";

afterEach(() => i18next.changeLanguage("en"));

it("numbers, dates and classes are written as the language of the page does", async () => {
  const written = () => [formatNumber(1234567), took(1_234), formatDicomDate("20240305"), formatMoment("2024-03-05T14:33:20Z", "UTC"), sopClassName("1.2.840.10008.5.1.4.1.1.2")];
  expect(written()).toEqual(["1,234,567", "1.2 s", "2024-03-05", "2024-03-05 14:33", "CT image"]);
  await i18next.changeLanguage("de");
  expect(written()).toEqual(["1.234.567", "1,2 s", "05.03.2024", "05.03.2024 14:33", "CT-Bild"]);
});

it("a date that is none, or only in part, stays as it came in German too", async () => {
  await i18next.changeLanguage("de");
  expect(["20240231", "2024", "unknown", ""].map((date) => formatDicomDate(date))).toEqual(["2024-02-31", "2024", "unknown", ""]);
  expect(formatMoment("2024-03", "UTC")).toBe("2024-03");
});
