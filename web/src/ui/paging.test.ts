import { describe, expect, it } from "vitest";
import { offsetOfPage, pageFromText, pageOfList } from "./paging";

describe("a page of a list", () => {
  it("says which rows it shows", () => {
    expect(pageOfList(2, 25, 312)).toEqual({ page: 2, pages: 13, first: 26, last: 50, hasPrevious: true, hasNext: true });
  });

  it("may be shorter when it is the last", () => {
    expect(pageOfList(13, 25, 312)).toMatchObject({ first: 301, last: 312, hasNext: false });
    expect(pageOfList(2, 25, 50)).toMatchObject({ first: 26, last: 50, pages: 2, hasNext: false });
  });

  it("is the one page of an empty list", () => {
    expect(pageOfList(1, 25, 0)).toEqual({ page: 1, pages: 1, first: 0, last: 0, hasPrevious: false, hasNext: false });
  });

  it("stays inside the list when the list became shorter", () => {
    expect(pageOfList(9, 25, 30)).toMatchObject({ page: 2, first: 26, last: 30 });
    expect(pageOfList(-1, 25, 30).page).toBe(1);
  });

  it("starts at its offset", () => {
    expect(offsetOfPage(1, 25)).toBe(0);
    expect(offsetOfPage(3, 25)).toBe(50);
  });
});

describe("the page in an address", () => {
  it("is read as a whole number", () => {
    expect(pageFromText("7")).toBe(7);
  });

  it("is the first where nothing sensible is written", () => {
    for (const text of [null, "", "0", "-3", "1.5", "two", "99999999999999999999"]) expect(pageFromText(text)).toBe(1);
  });
});
