import { ApiError } from "../api/client";

/** Answers of the server are in English whatever the page speaks; what the client says itself is in the page's language. */
export function langOf(error: unknown): "en" | undefined {
  return error instanceof ApiError && error.isFromServer ? "en" : undefined;
}
