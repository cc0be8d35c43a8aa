import { expect, it, vi } from "vitest";
import { keysOf, searchStudies } from "./studySearch";
import type { StudyFilters } from "./studySearch";

const none: StudyFilters = { keyImages: "any", name: "", id: "", accession: "", from: "", to: "", modality: "", title: "" };
const given = (filters: Partial<StudyFilters>) => Object.fromEntries(Object.entries(keysOf({ ...none, ...filters })).filter(([, value]) => value !== undefined));

it("what is left empty is no key", () => {
  expect(given({})).toEqual({});
});

it("the beginning of a text is enough, and wild cards stay as they are typed", () => {
  expect(given({ name: "Web", id: "DEMO", accession: "*47*" })).toEqual({ PatientName: "Web*", PatientID: "DEMO*", AccessionNumber: "*47*" });
  expect(given({ name: "Weber, Anna" })).toEqual({ PatientName: "Weber^Anna*" });
});

it("dates may be open at either end", () => {
  expect(given({ from: "2026-01-31" })).toEqual({ StudyDate: "20260131-" });
  expect(given({ to: "2026-02-01" })).toEqual({ StudyDate: "-20260201" });
});

it("key images and the title of a note are keys of kinote", () => {
  expect(given({ keyImages: "without", title: "113000", modality: "CT" })).toEqual({ hasKeyImages: "false", noteTitle: "113000", ModalitiesInStudy: "CT" });
});

it("a page knows whether another follows, and no answer is an empty page", async () => {
  const study = { "0020000D": { vr: "UI", Value: ["1.2"] }, "00211002": { vr: "SQ", Value: [{ "00080104": { vr: "LO", Value: ["Of Interest"] } }] } };
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(JSON.stringify([study, study, study])));
  const page = await searchStudies(none, { limit: 2, offset: 4 });
  expect(fetched.mock.lastCall?.[0]).toBe("/dicom-web/studies?limit=3&offset=4&includefield=noteTitle");
  expect([page.studies.length, page.hasMore, page.studies[0]?.note_titles]).toEqual([2, true, ["Of Interest"]]);
  fetched.mockResolvedValue(new Response(null, { status: 204 }));
  expect(await searchStudies(none, { limit: 2, offset: 0 })).toEqual({ studies: [], hasMore: false });
});

it("between the parts of a name may stand a comma, or a blank as people type it", () => {
  expect(given({ name: "weber, anna" })).toEqual({ PatientName: "weber^anna*" });
  expect(given({ name: "weber anna" })).toEqual({ PatientName: "weber?anna*" });
  expect(given({ name: "*anna maria*" })).toEqual({ PatientName: "*anna?maria*" });
});
