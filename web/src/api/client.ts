/** Asks the server one question. All answers are JSON; the cookie set by the address with the token goes along by itself. */

/** An answer that is not the one asked for, with the words of the server where it sent some. */
export class ApiError extends Error {
  /** HTTP status, or 0 when no answer came at all. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
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

/**
 * GET `path` as JSON.
 * @throws ApiError for every answer outside 200 to 299, for no answer and for an answer that is not JSON; AbortError as `fetch` does.
 */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return jsonOf<Answer>(await ask(path, signal));
}

/** POST to `path`, without a body. @throws as getJson */
export async function postJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return jsonOf<Answer>(await ask(path, signal, "POST"));
}

async function jsonOf<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw await errorOf(response);
  try {
    return (await response.json()) as Answer;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(response.status, "not_json", "The server answered with something other than JSON.");
  }
}

/** The reason why `path` is not answered, or null when it is: what an `<img>` that failed does not tell. */
export async function whyNot(path: string, signal?: AbortSignal): Promise<ApiError | null> {
  const response = await ask(path, signal);
  return response.ok ? null : errorOf(response);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

async function ask(path: string, signal: AbortSignal | undefined, method = "GET"): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, "unreachable", "The server did not answer. It may be restarting, or the network is down.");
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const fallback = `The server answered ${response.status} ${response.statusText}`.trim() + ".";
  try {
    const body = (await response.json()) as { error?: { code?: unknown; message?: unknown } };
    const code = typeof body.error?.code === "string" ? body.error.code : "unknown";
    const message = typeof body.error?.message === "string" && body.error.message !== "" ? body.error.message : fallback;
    return new ApiError(response.status, code, message);
  } catch {
    return new ApiError(response.status, "unknown", fallback);
  }
}
