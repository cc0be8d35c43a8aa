import { beforeEach, expect, it, vi } from "vitest";
import { newDraft } from "../notes/draft";
import type { Draft, DraftImage } from "../notes/draft";
import type { Look } from "./look";
import { LooksNotStored, storeLooks } from "./storeLooks";

const of = (vr: string, ...Value: unknown[]) => ({ vr, Value });
const look: Look = { window: { center: 40, width: 400 }, rescale: { slope: 1, intercept: -1024 }, isInverse: false, rotation: 0, isMirrored: false, area: [[0, 0], [64, 64]], shutters: [], marks: [], object: null };
const image = (uid: string, study = "1"): DraftImage => ({ study_instance_uid: study, series_instance_uid: "1.1", sop_instance_uid: uid, sop_class_uid: "1.2", frame: null, presentation_state_uid: null, look });
const draft = (...images: DraftImage[]): Draft => ({ ...newDraft("1", null), images });

let posted: { path: string; body: string }[];
let storing: () => Response;

beforeEach(() => {
  posted = [];
  storing = () => new Response("{}", { status: 200 });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const path = String(input);
    if (init?.method === "POST") {
      posted.push({ path, body: new TextDecoder("latin1").decode(init.body as Uint8Array<ArrayBuffer>) });
      return storing();
    }
    if (path.endsWith("/series")) return Response.json([{ "0020000E": of("UI", "1.1"), "00200011": of("IS", 7) }]);
    const uid = path.split("/").at(-2);
    return Response.json([{ "00080016": of("UI", "1.2"), "00080018": of("UI", uid), "0020000D": of("UI", path.split("/")[3]), "0020000E": of("UI", "1.1") }]);
  });
});

it("the looks of each study go into one request, as objects of one new series", async () => {
  const plain = { ...image("d"), look: null };
  const done = await storeLooks(draft(image("a"), image("b"), image("c", "2"), plain), "Reader^Anna", () => undefined);
  expect(posted.map(({ path }) => path)).toEqual(["/dicom-web/studies/1", "/dicom-web/studies/2"]);
  expect(posted[0]?.body.match(/DICM/g)).toHaveLength(2);
  const objects = done.images.map((each) => each.look?.object ?? null);
  expect(objects[0]?.series_instance_uid).toBe(objects[1]?.series_instance_uid);
  expect(objects[0]?.series_instance_uid).not.toBe(objects[2]?.series_instance_uid);
  expect(objects.map((each) => [each?.series_number, each?.isStored])).toEqual([[8, true], [8, true], [8, true], [undefined, undefined]]);
});

it("what is stored already is not sent again, and a draft without looks asks nothing", async () => {
  const done = await storeLooks(draft(image("a")), "", () => undefined);
  await storeLooks(done, "", () => undefined);
  await storeLooks(draft({ ...image("a"), look: null }), "", () => undefined);
  expect(posted).toHaveLength(1);
});

it("a second try sends the same objects, letter by letter, whatever was typed meanwhile", async () => {
  storing = () => Response.error();
  let kept = draft(image("a"));
  const write = (next: Draft) => (kept = next);
  await expect(storeLooks(kept, "Reader^Anna", write)).rejects.toThrow(LooksNotStored);
  storing = () => new Response("{}", { status: 200 });
  const done = await storeLooks({ ...kept, text: "more" }, "Other^Olga", write);
  const withoutBoundary = (body = "") => body.replaceAll(/kinote-[0-9a-z]+/g, "");
  expect(withoutBoundary(posted[1]?.body)).toBe(withoutBoundary(posted[0]?.body));
  expect(done.images[0]?.look?.object?.isStored).toBe(true);
});

it("the words of the server are handed on", async () => {
  storing = () => Response.json({ "00081198": of("SQ", { "00211003": of("LT", "Other content is here under the UID.") }) }, { status: 409 });
  await expect(storeLooks(draft(image("a")), "", () => undefined)).rejects.toThrow("Other content is here under the UID.");
  storing = () => Response.json({ error: { code: "forbidden", message: "This needs the permission store." } }, { status: 403 });
  await expect(storeLooks(draft(image("a")), "", () => undefined)).rejects.toThrow("This needs the permission store.");
});
