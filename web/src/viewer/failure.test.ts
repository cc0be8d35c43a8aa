import { expect, it, vi } from "vitest";
import { refusalOf, whyNoPicture } from "./failure";
import type { Frame } from "./stacks";

const frame: Frame = { study_instance_uid: "1", series_instance_uid: "1.1", sop_instance_uid: "1.1.1", frame: 1, frames: 1, metadata: {} };
const ask = () => whyNoPicture(frame, new AbortController().signal);
const answer = (body: string, init: ResponseInit) => vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, init));

it("what an archive has is asked for again by itself, when the server says", async () => {
  answer('{"error":{"code":"nearline","message":"On its way."}}', { status: 503, headers: { "Retry-After": "7" } });
  expect(await ask()).toEqual({ kind: "archive", words: "On its way.", retryMilliseconds: 7000 });
  expect(refusalOf(503, "", null).retryMilliseconds).toBe(5000);
  expect(refusalOf(503, "", "86400").retryMilliseconds).toBe(30_000);
});

it("what came and is not shown cannot be decoded", async () => {
  answer("pixels", { status: 200 });
  expect((await ask()).kind).toBe("undecodable");
});

it("a server that does not answer is asked again", async () => {
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("network"));
  expect(await ask()).toMatchObject({ kind: "unreachable", retryMilliseconds: 3000 });
});

it("a missing object and a session that ended are told apart", async () => {
  answer('{"error":{"message":"no such object is here"}}', { status: 404 });
  expect(await ask()).toMatchObject({ kind: "missing", words: "no such object is here", retryMilliseconds: null });
  expect(refusalOf(401, "", null).kind).toBe("denied");
  expect(refusalOf(406, "No.", null)).toMatchObject({ kind: "refused", words: "No." });
});
