/** Loads what a page shows, remembers it for Back, and loads it again without a flicker when the server has something new. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { ApiError } from "../api/client";
import { topicsOf } from "../events/topics";
import { say } from "../i18n/language";
import { isPassing, queries } from "./queries";

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
  /** False: what the server tells of changes is no reason to ask again. */
  isTold?: boolean;
}

/**
 * @param key   names the question; another key is another question. Its beginning says which changes concern it (events/topics.ts).
 * @param load  asks it; called again for each key and revision.
 * @returns the resource, and a function that asks once more.
 */
export function useResource<Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
  { keepWhileLoading = false, revision = "", isTold = true }: Options = {},
): [Resource<Value>, () => void] {
  const question = [key];
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery<Value>(
    {
      queryKey: question,
      queryFn: ({ signal }) => load(signal),
      meta: { topics: isTold ? topicsOf(key) : [] },
      placeholderData: (before) => (keepWhileLoading ? before : undefined),
    },
    queries,
  );

  // Answers to this question that were there before this page asked it; a page that opens shows what it showed when it was left.
  const answers = queries.getQueryState(question)?.dataUpdateCount ?? 0;
  const asked = useRef({ key, revision, answersBefore: -1 });
  if (asked.current.key !== key) asked.current = { key, revision, answersBefore: answers };
  const isOld = isPlaceholderData || (answers <= asked.current.answersBefore && (isFetching || error !== null));

  useEffect(() => {
    if (asked.current.revision === revision) return;
    asked.current.revision = revision;
    void refetch();
  }, [revision, refetch]);

  const again = useCallback(() => void refetch(), [refetch]);
  return [shown(data, error, isOld), again];
}

/** What is on the page stays when only a repeated question failed for lack of an answer; a plain refusal replaces it. */
function shown<Value>(value: Value | undefined, error: Error | null, isOld: boolean): Resource<Value> {
  if (error !== null && (value === undefined || isOld || !isPassing(error))) return { state: "failed", error: asApiError(error) };
  return value === undefined ? { state: "loading" } : { state: "ready", value, refreshing: isOld };
}

export function asApiError(error: Error): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, "internal", error.message || say("api:here"));
}
