/** Why a picture is not shown, as the server tells it: the image loader keeps that to itself. */
import { isAbort } from "../api/client";
import { frameAddress } from "../api/dicomweb";
import type { Frame } from "./stacks";

export type FailureKind = "archive" | "missing" | "undecodable" | "unreachable" | "denied" | "refused";

export interface PictureFailure {
  kind: FailureKind;
  /** The server's words; empty where it has none. */
  words: string;
  /** When to ask again by itself; null for never. */
  retryMilliseconds: number | null;
}

const asStored = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
const unreachableRetry = 3000;

/** Asks for the frame once more, and reads no further than the head of the answer. */
export async function whyNoPicture(frame: Frame, signal: AbortSignal): Promise<PictureFailure> {
  const abort = new AbortController();
  const giveUp = () => abort.abort();
  signal.addEventListener("abort", giveUp);
  try {
    const response = await fetch(frameAddress(frame, frame.frame), { headers: { Accept: asStored }, credentials: "same-origin", signal: abort.signal });
    if (response.ok) return { kind: "undecodable", words: "", retryMilliseconds: null };
    return refusalOf(response.status, await wordsOf(response), response.headers.get("Retry-After"));
  } catch (error) {
    if (isAbort(error) && signal.aborted) throw error;
    return { kind: "unreachable", words: "", retryMilliseconds: unreachableRetry };
  } finally {
    signal.removeEventListener("abort", giveUp);
    abort.abort();
  }
}

export function refusalOf(status: number, words: string, retryAfter: string | null): PictureFailure {
  if (status === 401 || status === 403) return { kind: "denied", words, retryMilliseconds: null };
  if (status === 404 || status === 410) return { kind: "missing", words, retryMilliseconds: null };
  if (status === 503) return { kind: "archive", words, retryMilliseconds: 1000 * Math.min(30, Math.max(2, Number(retryAfter) || 5)) };
  return { kind: "refused", words, retryMilliseconds: null };
}

async function wordsOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === "string" ? error.message : "";
  } catch {
    return response.headers.get("Content-Type")?.startsWith("text/plain") ? text.slice(0, 500) : "";
  }
}
