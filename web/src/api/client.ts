/** Asks the server one question. All answers are JSON; the cookie of the session goes along by itself. */
import { say } from "../i18n/language";
import { isPersonAway } from "./presence";
import "./words";

/** An answer that is not the one asked for, with the words of the server where it sent some. */
export class ApiError extends Error {
  /** HTTP status, or 0 when no answer came at all. */
  readonly status: number;
  readonly code: string;
  /** The words are the server's, and in English; else ours, in the language of the page. */
  readonly isFromServer: boolean;

  constructor(status: number, code: string, message: string, isFromServer = false) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.isFromServer = isFromServer;
  }

  get isUnauthorized(): boolean {
    return this.status === 401;
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }
}

type QueryValue = string | number | boolean | undefined;

/** `path?name=value`, leaving out what is undefined or empty. */
export function withQuery(path: string, query: Record<string, QueryValue>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Asks once; what is left out asks again after a sign-in where the session has ended. */
export const askOnce = { once: true };
interface Way {
  once?: boolean;
}

/**
 * GET `path` as JSON.
 * @throws ApiError for every answer outside 200 to 299, for no answer and for an answer that is not JSON; AbortError as `fetch` does.
 */
export async function getJson<Answer>(path: string, signal?: AbortSignal, way: Way = {}): Promise<Answer> {
  return jsonOf<Answer>(await ask(path, { signal }, way));
}

/** POST to `path`, without a body. @throws as getJson */
export async function postJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return jsonOf<Answer>(await ask(path, { method: "POST", signal }));
}

/**
 * Asks for a change.
 * @param way.etag  of what is changed, as it was read; none where something new is made
 * @returns the answer; null where there is nothing to tell (204)
 * @throws as getJson
 */
export async function sendJson<Answer>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown, way: Way & { etag?: string } = {}): Promise<Answer> {
  return jsonOf<Answer>(await ask(path, { method, body, etag: way.etag }, way));
}

/**
 * POST of something other than JSON.
 * @returns the answer whatever it says
 * @throws ApiError where no answer comes; as `sendJson` it waits for a sign-in where the session has ended.
 */
export function sendBytes(path: string, type: string, bytes: Uint8Array, accept: string): Promise<Response> {
  return ask(path, { method: "POST", bytes: { type, bytes, accept } });
}

/** An answer with the ETag of what it tells. */
export interface Tagged<Answer> {
  value: Answer;
  etag: string;
}

/** GET `path` with the ETag that a change of it wants. @throws as getJson */
export async function getTagged<Answer>(path: string, signal?: AbortSignal): Promise<Tagged<Answer>> {
  const response = await ask(path, { signal });
  return { value: await jsonOf<Answer>(response), etag: response.headers.get("ETag") ?? "" };
}

async function jsonOf<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw await errorOf(response);
  if (response.status === 204) return null as Answer;
  try {
    return (await response.json()) as Answer;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(response.status, "not_json", say("api:notJson"));
  }
}

/** The reason why `path` is not answered, or null when it is: what an `<img>` that failed does not tell. */
export async function whyNot(path: string, signal?: AbortSignal): Promise<ApiError | null> {
  const response = await ask(path, { signal });
  return response.ok ? null : errorOf(response);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** What is asked after an answer 401: ends when the person is in again, and the question is asked once more. */
type Entrance = () => Promise<void>;
let entrance: Entrance | null = null;

/** @param value  null: an answer 401 is an error as any other. */
export function setEntrance(value: Entrance | null): void {
  entrance = value;
}

interface Question {
  signal?: AbortSignal | undefined;
  method?: string;
  body?: unknown;
  bytes?: { type: string; bytes: Uint8Array; accept: string };
  etag?: string | undefined;
}

async function ask(path: string, question: Question, { once = false }: Way = {}): Promise<Response> {
  let response = await send(path, question);
  while (response.status === 401 && !once && entrance !== null) {
    await entrance();
    if (question.signal?.aborted) throw new DOMException("aborted", "AbortError");
    response = await send(path, question);
  }
  return response;
}

async function send(path: string, { signal, method = "GET", body, bytes, etag }: Question): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: {
        Accept: bytes?.accept ?? "application/json",
        ...(method === "GET" ? {} : { "X-Kinote-Request": "1" }),
        ...(isPersonAway() ? { "X-Kinote-Background": "1" } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(bytes === undefined ? {} : { "Content-Type": bytes.type }),
        ...(etag === undefined ? {} : { "If-Match": etag }),
      },
      credentials: "same-origin",
      cache: "no-store", // what the browser keeps comes back by Back after signing out
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(bytes === undefined ? {} : { body: bytes.bytes as BodyInit }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, "unreachable", say("api:unreachable"));
  }
}

export async function errorOf(response: Response): Promise<ApiError> {
  const fallback = say("api:status", { status: `${response.status} ${response.statusText}`.trim() });
  try {
    const body = (await response.json()) as { error?: { code?: unknown; message?: unknown } };
    const code = typeof body.error?.code === "string" ? body.error.code : "unknown";
    const message = typeof body.error?.message === "string" ? body.error.message : "";
    return new ApiError(response.status, code, message || fallback, message !== "");
  } catch {
    return new ApiError(response.status, "unknown", fallback);
  }
}
