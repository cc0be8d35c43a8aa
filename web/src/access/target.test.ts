import { expect, it } from "vitest";
import { targetOf } from "./target";

it("the way after the sign-in leads nowhere else", () => {
  expect(targetOf("/studies/1.2?x=1", "/sign-in")).toBe("/studies/1.2?x=1");
  for (const wanted of [null, "", "https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "/sign-in?to=/", "/\t/evil.example"]) {
    expect(targetOf(wanted, "/sign-in")).toBe("/");
  }
});
