// @vitest-environment jsdom
import { act } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "../../api/client";
import { draw } from "../../ui/testing";
import type { Drawn } from "../../ui/testing";
import { newDraft } from "./draft";
import type { Draft, DraftImage } from "./draft";
import { DraftEditor } from "./DraftEditor";
import type { DraftHands, Saving } from "./useDraft";
import "./words";

const image: DraftImage = { study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: "1.1.1", sop_class_uid: "1.2.840.10008.5.1.4.1.1.2", frame: null, presentation_state_uid: null };
const written: Draft = { ...newDraft("1", "Reader^Anna"), text: "<b>Margins</b>", images: [image, { ...image, sop_instance_uid: "1.1.2", frame: 3 }] };

let drawn: Drawn;
afterEach(() => drawn.close());

async function show(draft: Draft, saving: Saving = { state: "idle" }) {
  const hands = { draft, isKept: true, saving, begin: vi.fn(), edit: vi.fn(), write: vi.fn(), star: vi.fn(), giveUp: vi.fn(), save: vi.fn(), settle: vi.fn(), saveAsNew: vi.fn() } satisfies DraftHands;
  const onShow = vi.fn();
  const looks = { isShown: (each: DraftImage) => each.sop_instance_uid === "1.1.1", keep: vi.fn() };
  drawn = await draw(<DraftEditor draft={draft} hands={hands} onShow={onShow} onStar={vi.fn()} looks={looks} />);
  return { hands, onShow, looks };
}

const button = (name: string) => {
  const found = Array.from(drawn.element.querySelectorAll("button")).find((each) => (each.getAttribute("aria-label") ?? each.textContent ?? "").trim() === name);
  if (found === undefined) throw new Error(`there is no button ${name}`);
  return found;
};
const press = (name: string) => act(async () => button(name).click());

it("an image is moved by its arrows, taken out, and shown", async () => {
  const { hands, onShow } = await show(written);
  expect(button("Move image 1 up").disabled).toBe(true);
  expect(button("Move image 2 down").disabled).toBe(true);
  await press("Move image 2 up");
  expect(hands.write.mock.lastCall?.[0].images.map((each: DraftImage) => each.sop_instance_uid)).toEqual(["1.1.2", "1.1.1"]);
  await press("Take image 1 out");
  expect(hands.write.mock.lastCall?.[0].images).toHaveLength(1);
  await press("Show image 2");
  expect(onShow).toHaveBeenCalledWith(written.images[1]);
});

it("what is complete is saved, and what is not says what is missing", async () => {
  const { hands } = await show(written);
  await press("Save");
  expect(hands.save).toHaveBeenCalledTimes(1);
  await drawn.close();
  const { hands: second } = await show({ ...written, images: [] });
  await press("Save");
  expect(second.save).not.toHaveBeenCalled();
  expect(drawn.element.querySelector("[role=alert]")?.textContent).toBe("An image is missing.");
});

it("nothing can be changed while it is on its way", async () => {
  await show(written, { state: "saving" });
  expect(drawn.element.querySelector<HTMLFieldSetElement>(".draft-fields")?.disabled).toBe(true);
  expect(button("Saving…").disabled).toBe(true);
});

it("a server that is away leaves the text, and says where it is", async () => {
  await show(written, { state: "failed", error: new ApiError(0, "unreachable", "x"), isGone: false });
  expect(drawn.element.querySelector("[role=alert]")?.textContent).toContain("stays here and in this browser");
  expect(drawn.element.querySelector("textarea")?.value).toBe("<b>Margins</b>");
});

it("a note that was withdrawn meanwhile can be saved as a new one", async () => {
  const { hands } = await show({ ...written, noteId: "7", version: 2 }, { state: "failed", error: new ApiError(404, "not_found", "x"), isGone: true });
  await press("Save as a new note");
  expect(hands.saveAsNew).toHaveBeenCalled();
});

it("discarding is asked about first", async () => {
  const { hands } = await show(written);
  await press("Discard");
  expect(hands.giveUp).not.toHaveBeenCalled();
  await press("Discard");
  expect(hands.giveUp).toHaveBeenCalled();
});

it("a conflict shows both texts as text, and settles it as the person says", async () => {
  const theirs = { id: "7", version: 3, study_instance_uid: "1", title: written.title, modifiers: [], description: "<i>Theirs</i>", author: "Other^Olga", created_at: null, source: "local", source_system: "", state: "current", registered: true, also_from: null, findings: [], references: [] } as const;
  const { hands } = await show({ ...written, noteId: "7" }, { state: "conflict", etag: '"3"', theirs: { ...theirs, modifiers: [], findings: [], references: [] } });
  const sides = Array.from(drawn.element.querySelectorAll(".conflict-text")).map((each) => each.textContent);
  expect(sides).toEqual(["<i>Theirs</i>", "<b>Margins</b>"]);
  expect(drawn.element.querySelector(".conflict")?.textContent).toContain("Version 3 by Other, Olga");
  await press("Keep mine as the next version");
  expect(hands.settle).toHaveBeenCalledWith("mine");
});

it("the look of an image is told, renewed where it is shown, and dropped", async () => {
  const look = { window: { center: 40, width: 400 }, rescale: { slope: 1, intercept: 0 }, isInverse: false, rotation: 0 as const, isMirrored: false, area: [[0, 0], [1, 1]] as const, shutters: [], marks: [], object: null };
  const { hands, looks } = await show({ ...written, images: [{ ...image, look }, { ...image, sop_instance_uid: "1.1.2", presentation_state_uid: "2.25.9" }, { ...image, sop_instance_uid: "1.1.3", isLookRefused: true }] });
  const words = Array.from(drawn.element.querySelectorAll(".draft-look")).map((each) => each.textContent);
  expect(words[0]).toContain("Kept as it looks: W 400 C 40");
  expect(words[1]).toContain("With its presentation state");
  expect(words[2]).toContain("cannot be kept");
  await press("Keep how image 1 looks now");
  expect(looks.keep).toHaveBeenCalledWith({ ...image, look });
  expect(() => button("Keep how image 2 looks now")).toThrow();
  await press("Keep image 2 as it is stored");
  expect(hands.write.mock.lastCall?.[0].images[1]).toMatchObject({ look: null, presentation_state_uid: null });
});

it("where the looks were not stored the note can be saved without", async () => {
  const { hands } = await show(written, { state: "failed", error: new ApiError(503, "no_room", "There is no room."), isGone: false, isOfLooks: true });
  expect(drawn.element.querySelector("[role=alert]")?.textContent).toContain("There is no room.");
  await press("Save the note without how they look");
  expect(hands.save).toHaveBeenCalledWith(true);
});
