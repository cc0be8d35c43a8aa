import { expect, it } from "vitest";
import { sopClassName } from "./sopClasses";

it("names the storage classes in plain words", () => {
  expect(sopClassName("1.2.840.10008.5.1.4.1.1.2")).toBe("CT image");
  expect(sopClassName("1.2.840.10008.5.1.4.1.1.104.1")).toBe("PDF document");
});

it("names a class that it does not know by its UID", () => {
  expect(sopClassName("1.2.3.4")).toBe("Object of class 1.2.3.4");
  expect(sopClassName("1.2.840.10008.5.1.4.1.1.999")).toBe("Object of class 1.2.840.10008.5.1.4.1.1.999");
});

it("says so where no class is given", () => {
  expect(sopClassName("")).toBe("Object of unknown class");
});
