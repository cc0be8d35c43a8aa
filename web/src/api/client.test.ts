import { describe, expect, it, vi } from "vitest";
import { ApiError, askOnce, getJson, postJson, sendJson, setEntrance, whyNot, withQuery } from "./client";
import { fullSizeUrl, thumbnailUrl } from "./images";

function answer(body: string, init?: ResponseInit): void {
  vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, init));
}

async function failureOf(question: Promise<unknown>): Promise<ApiError> {
  try {
    await question;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("the question was answered");
}

describe("a question to the server", () => {
  it("gives the JSON of the answer", async () => {
    answer('{"total":2}');
    await expect(getJson("/api/studies")).resolves.toEqual({ total: 2 });
  });

  it("is a GET, or a POST where it is to change something", async () => {
    const methods = [];
    for (const ask of [getJson, postJson]) {
      answer("{}");
      await ask("/api/studies/1.2/retrieve");
      methods.push(vi.mocked(fetch).mock.lastCall?.[1]?.method);
    }
    expect(methods).toEqual(["GET", "POST"]);
  });

  it("fails with the words and the code of the server", async () => {
    answer('{"error":{"code":"not_found","message":"There is no study 1.2.3."}}', { status: 404 });
    const error = await failureOf(getJson("/api/studies/1.2.3"));
    expect(error.message).toBe("There is no study 1.2.3.");
    expect(error.code).toBe("not_found");
    expect(error.isNotFound).toBe(true);
    expect(error.isUnauthorized).toBe(false);
  });

  it("waits for a sign-in where the session has ended, and is asked again as it was", async () => {
    let asked = 0;
    setEntrance(async () => void (asked += 1));
    const send = vi.spyOn(globalThis, "fetch");
    send.mockResolvedValueOnce(new Response("", { status: 401 })).mockResolvedValueOnce(new Response('{"id":1}', { status: 201 }));
    await expect(sendJson("POST", "/api/notes", { text: "typed" })).resolves.toEqual({ id: 1 });
    expect(asked).toBe(1);
    expect(send.mock.calls.map(([, init]) => init?.body)).toEqual(['{"text":"typed"}', '{"text":"typed"}']);
    setEntrance(null);
  });

  it("opens no sign-in where it asks who is in", async () => {
    setEntrance(() => Promise.reject(new Error("opened")));
    answer("", { status: 401 });
    expect((await failureOf(getJson("/api/session", undefined, askOnce))).isUnauthorized).toBe(true);
    setEntrance(null);
  });

  it("says that it comes from a page of ours where it changes something", async () => {
    vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(null, { status: 204 }));
    await expect(sendJson("DELETE", "/api/accounts/anna")).resolves.toBeNull();
    expect(vi.mocked(fetch).mock.lastCall?.[1]?.headers).toHaveProperty("X-Kinote-Request", "1");
  });

  it("knows when the person has not signed in", async () => {
    answer("", { status: 401 });
    expect((await failureOf(getJson("/api/summary"))).isUnauthorized).toBe(true);
  });

  it("speaks of the status where the error has no words", async () => {
    answer("<html>Bad gateway</html>", { status: 502, statusText: "Bad Gateway" });
    expect((await failureOf(getJson("/api/studies"))).message).toBe("The server answered 502 Bad Gateway.");
    answer('{"error":{"message":""}}', { status: 500 });
    expect((await failureOf(getJson("/api/studies"))).message).toBe("The server answered 500.");
  });

  it("fails with words when an answer is not JSON", async () => {
    answer("<html></html>", { status: 200 });
    expect((await failureOf(getJson("/api/studies"))).code).toBe("not_json");
  });

  it("fails with words when no answer comes", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
    const error = await failureOf(getJson("/api/studies"));
    expect(error.status).toBe(0);
    expect(error.message).toMatch(/did not answer/);
  });

  it("leaves an aborted question to its asker", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new DOMException("aborted", "AbortError"));
    await expect(getJson("/api/studies")).rejects.toHaveProperty("name", "AbortError");
  });
});

describe("the reason of a failed picture", () => {
  it("is what the server says", async () => {
    answer('{"error":{"code":"unavailable","message":"This transfer syntax cannot be decoded."}}', { status: 422 });
    expect((await whyNot("/api/instances/1.2/rendered"))?.message).toBe("This transfer syntax cannot be decoded.");
  });

  it("is none when the picture is there after all", async () => {
    answer("JPEG", { status: 200 });
    expect(await whyNot("/api/instances/1.2/rendered")).toBeNull();
  });
});

describe("an address", () => {
  it("carries what was asked and nothing that is empty", () => {
    expect(withQuery("/api/studies", { hasNotes: true, limit: 25, offset: 0, search: "" })).toBe("/api/studies?hasNotes=true&limit=25&offset=0");
    expect(withQuery("/api/summary", {})).toBe("/api/summary");
  });

  it("escapes what a person typed", () => {
    expect(withQuery("/api/studies", { search: "Müller&limit=9" })).toBe("/api/studies?search=M%C3%BCller%26limit%3D9");
  });

  it("of a picture names frame, size and presentation state", () => {
    const image = { sop_instance_uid: "1.2.3", frame: 5, presentation_state_uid: "1.2.9" };
    expect(thumbnailUrl(image, 256)).toBe("/api/instances/1.2.3/rendered?frame=5&width=256&height=256&format=jpeg&presentationState=1.2.9");
    expect(fullSizeUrl({ ...image, presentation_state_uid: null })).toBe("/api/instances/1.2.3/rendered?frame=5&format=jpeg");
  });
});
