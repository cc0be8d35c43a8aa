// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { newDraft } from "./draft";
import { keepDraft, keptDraft } from "./draftStore";

beforeEach(() => window.localStorage.clear());

it("what one account has begun is not shown to another one at the same browser", () => {
  const draft = { ...newDraft("1.2", null), text: "Lesion" };
  expect(keepDraft({ account: "petra", studyInstanceUid: "1.2" }, draft)).toBe(true);
  expect(keptDraft({ account: "petra", studyInstanceUid: "1.2" })).toEqual(draft);
  expect(keptDraft({ account: "olaf", studyInstanceUid: "1.2" })).toBeNull();
  expect(keptDraft({ account: "petra", studyInstanceUid: "1.3" })).toBeNull();
  keepDraft({ account: "petra", studyInstanceUid: "1.2" }, null);
  expect(keptDraft({ account: "petra", studyInstanceUid: "1.2" })).toBeNull();
});

it("a point in the name of an account leads to no other draft", () => {
  keepDraft({ account: "petra.1", studyInstanceUid: "2.3" }, newDraft("2.3", null));
  expect(keptDraft({ account: "petra", studyInstanceUid: "1.2.3" })).toBeNull();
});

it("what is kept and is no draft is passed over", () => {
  window.localStorage.setItem("kinote.draft.petra/1.2", "{ broken");
  expect(keptDraft({ account: "petra", studyInstanceUid: "1.2" })).toBeNull();
});
