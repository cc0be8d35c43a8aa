/** Loads what a page shows, remembers it for Back, and loads it again without a flicker when the server has something new. */
import { useCallback, useEffect, useState } from "react";
import { ApiError, isAbort } from "../api/client";

export type Resource<Value> =
  | { state: "loading" }
  | { state: "failed"; error: ApiError }
  /** `refreshing`: the value belongs to what was asked before, and the answer to the present question is on its way. */
  | { state: "ready"; value: Value; refreshing: boolean };

interface Options {
  /** Show the last value until the next is there. Never for a page of one patient. */
  keepWhileLoading?: boolean;
  /** A new revision loads the same question again. */
  revision?: string;
}

interface Held<Value> {
  key: string;
  value?: Value;
  error?: ApiError;
}

const remembered = new Map<string, unknown>();
const rememberedAtMost = 40;

/**
 * @param key   names the question; another key is another question.
 * @param load  asks it; called again for each key and revision.
 * @returns the resource, and a function that asks once more.
 */
export function useResource<Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
  { keepWhileLoading = false, revision = "" }: Options = {},
): [Resource<Value>, () => void] {
  const [held, setHeld] = useState<Held<Value>>(() => recall(key));
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (value) => {
        if (abort.signal.aborted) return;
        remember(key, value);
        setHeld((before) => (isSame(before, key, value) ? before : { key, value }));
      },
      (error: unknown) => {
        if (abort.signal.aborted || isAbort(error)) return;
        const reason = asApiError(error);
        setHeld((before) => afterFailure(before, key, reason));
      },
    );
    return () => abort.abort();
    // `load` is made anew at each render and is no reason to ask again: the key says when it asks something else.
  }, [key, revision, attempt]);

  const again = useCallback(() => {
    setHeld((before) => (before.error ? { key: before.key } : before));
    setAttempt((before) => before + 1);
  }, []);

  return [shown(held, key, keepWhileLoading), again];
}

function shown<Value>(held: Held<Value>, key: string, keepWhileLoading: boolean): Resource<Value> {
  if (held.key === key) {
    if (held.error) return { state: "failed", error: held.error };
    return held.value === undefined ? { state: "loading" } : { state: "ready", value: held.value, refreshing: false };
  }
  const known = recall<Value>(key).value;
  if (known !== undefined) return { state: "ready", value: known, refreshing: true };
  if (keepWhileLoading && held.value !== undefined) return { state: "ready", value: held.value, refreshing: true };
  return { state: "loading" };
}

/** What is on the page stays when only a repeated question failed for lack of an answer; a plain refusal replaces it. */
function afterFailure<Value>(before: Held<Value>, key: string, error: ApiError): Held<Value> {
  const passing = error.status === 0 || error.status >= 500;
  return passing && before.key === key && before.value !== undefined ? before : { key, error };
}

/** The same answer again is no reason to draw anything anew. */
function isSame<Value>(before: Held<Value>, key: string, value: Value): boolean {
  return before.key === key && before.value !== undefined && JSON.stringify(before.value) === JSON.stringify(value);
}

function recall<Value>(key: string): Held<Value> {
  return remembered.has(key) ? { key, value: remembered.get(key) as Value } : { key };
}

function remember(key: string, value: unknown): void {
  remembered.delete(key);
  remembered.set(key, value);
  const oldest = remembered.keys().next();
  if (remembered.size > rememberedAtMost && !oldest.done) remembered.delete(oldest.value);
}

/** Another person sits here: nothing of what the one before has seen comes back. */
export function forgetResources(): void {
  remembered.clear();
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, "internal", error instanceof Error ? error.message : "Something went wrong in this page.");
}
