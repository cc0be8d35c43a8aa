// @vitest-environment jsdom
import { afterEach, expect, it } from "vitest";
import type { Note, NoteReference } from "../api/notes";
import { draw } from "../ui/testing";
import type { Drawn } from "../ui/testing";
import { NoteCard } from "./NoteCard";

const reference: NoteReference = {
  study_instance_uid: "1.2",
  series_instance_uid: "1.2.1",
  sop_instance_uid: "1.2.1.1",
  sop_class_uid: "1.2.840.10008.5.1.4.1.1.2",
  frames: [],
  presentation_state_uid: null,
  present: true,
  other_patient: false,
  renderable: true,
  availability: "ONLINE",
};

const note: Note = {
  id: "7",
  version: 1,
  study_instance_uid: "1.2",
  title: { value: "113010", scheme: "DCM", meaning: "Quality Issue" },
  modifiers: [{ value: "111208", scheme: "DCM", meaning: "Positioning" }],
  description: "line one\nline two",
  author: "Curie^Marie",
  created_at: "2024-03-05T14:33:20Z",
  source: "legacy",
  source_system: "",
  state: "current",
  registered: true,
  also_from: null,
  findings: [],
  references: [reference],
};

let drawn: Drawn;
const show = async (change: Partial<Note>) => {
  drawn = await draw(<NoteCard note={{ ...note, ...change }} patientName="Doe^Jane" ownStudyInstanceUid="1.2" />);
};
const all = (selector: string) => Array.from(drawn.element.querySelectorAll(selector));

afterEach(() => drawn.close());

it("a note shows title, modifiers, text with its lines, author and source", async () => {
  await show({});
  expect(drawn.element.querySelector("h2")?.textContent).toContain("Quality Issue");
  expect(drawn.element.querySelector(".note-description")?.textContent).toBe("line one\nline two");
  for (const word of ["Positioning", "Curie, Marie", "Legacy"]) expect(drawn.element.textContent).toContain(word);
});

it("the text is shown as text in the direction of its own script", async () => {
  await show({ description: "<img src=x onerror=alert(1)>", title: { value: "x", scheme: "99X", meaning: "<b>bold</b>" } });
  expect(all("img")).toHaveLength(1); // the key image, and no other
  expect(all("b")).toHaveLength(0);
  expect(drawn.element.querySelector(".note-description")?.getAttribute("dir")).toBe("auto");
});

it("each kind of reference has its tile in the note's order", async () => {
  await show({
    references: [
      { ...reference, frames: [2, 5] },
      { ...reference, sop_instance_uid: "1.2.1.2", present: false },
      { ...reference, sop_instance_uid: "1.2.1.3", sop_class_uid: "1.2.840.10008.5.1.4.1.1.104.1", renderable: false },
    ],
  });
  expect(all(".tile").map((tile) => tile.className)).toEqual(["tile tile-picture", "tile tile-picture", "tile tile-not_here", "tile tile-without_picture"]);
  expect(all(".tile-not_here")[0]?.textContent).toMatch(/Not here yet.*CT image.*1\.2\.1\.2/);
  expect(all(".tile-without_picture")[0]?.textContent).toMatch(/No picture.*PDF document.*1\.2\.1\.3/);
  expect(all(".tile-button")[1]?.getAttribute("aria-label")).toBe("Key image 2: CT image, frame 5. Show large");
});

it("what only an archive has is not asked for as a picture until it is here", async () => {
  await show({ references: [{ ...reference, availability: "NEARLINE" }] });
  expect(all("img")).toHaveLength(0);
  expect(all(".tile-in_archive")[0]?.textContent).toMatch(/In the archive.*CT image/);
  await drawn.redraw(<NoteCard note={note} patientName="Doe^Jane" ownStudyInstanceUid="1.2" />);
  expect(all("img")).toHaveLength(1);
});

it("a picture with a presentation state is asked for with it and marked", async () => {
  await show({ references: [{ ...reference, presentation_state_uid: "1.2.9" }] });
  expect(drawn.element.querySelector("img")?.getAttribute("src")).toContain("presentationState=1.2.9");
  expect(all(".tile-mark-state")).toHaveLength(1);
});

it("a key image of another study leads there", async () => {
  await show({ references: [reference, { ...reference, study_instance_uid: "1.3" }] });
  expect(all(".tile-other").map((link) => link.getAttribute("href"))).toEqual(["/studies/1.3"]);
});

it("a key image that names neither study nor class is shown as far as it goes", async () => {
  await show({ title: null, references: [{ ...reference, study_instance_uid: null, series_instance_uid: null, sop_class_uid: null, present: false, renderable: false }] });
  expect(all(".tile-other")).toHaveLength(0);
  expect(drawn.element.textContent).toContain("Untitled");
  expect(drawn.element.textContent).toContain("Object of unknown class");
});

it("a note that is no longer current says so", async () => {
  await show({ state: "withdrawn" });
  expect(drawn.element.textContent).toContain("Withdrawn");
  expect(all(".note-withdrawn")).toHaveLength(1);
});

it("findings are folded away under their count", async () => {
  const finding = { rule: "K07", severity: "warning", clause: "PS3.3 C.17.6.2", place: "(0040,A375)", message: "Not selected." } as const;
  await show({ findings: [finding, { ...finding, severity: "error" }] });
  expect(drawn.element.querySelector("summary")?.textContent).toContain("1 error, 1 warning");
  expect(drawn.element.querySelector("details")?.open).toBe(false);
  expect(all("tbody tr").map((row) => row.textContent)).toEqual([expect.stringContaining("error"), expect.stringContaining("warning")]);
});

it("a note of very many images draws them step by step", async () => {
  await show({ references: Array.from({ length: 500 }, (_, index) => ({ ...reference, sop_instance_uid: `1.2.1.${index}` })) });
  expect(all(".tile")).toHaveLength(60);
  expect(drawn.element.textContent).toContain("Show more (440 left)");
});
