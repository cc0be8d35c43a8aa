import { expect, it } from "vitest";
import type { ConfigurationValue } from "../../api/configuration";
import { matching } from "./matching";

const value = (key: string, origin: ConfigurationValue["origin"], description = ""): ConfigurationValue => ({ key, value: "", default: "", origin, place: null, variable: "", description });
const all = [value("http.port", "file", "where the pages are"), value("dicom.port", "default", "where DICOM listens"), value("log.level", "environment")];
const keys = (words: string, onlySet = false) => matching(all, words, onlySet).map(({ key }) => key);

it("keys are found by words of their names and descriptions", () => {
  expect(keys("")).toHaveLength(3);
  expect(keys("PORT where")).toEqual(["http.port", "dicom.port"]);
  expect(keys("port dicom")).toEqual(["dicom.port"]);
  expect(keys("port", true)).toEqual(["http.port"]);
});
