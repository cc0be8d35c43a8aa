import { useEffect, useState } from "react";
import { ApiError, isAbort } from "../api/client";
import type { KeyPlace, StackStore } from "./StackStore";
import { keyImagesKey } from "./stacks";
import type { Stack } from "./stacks";

export type StackState = { state: "none" } | { state: "loading" } | { state: "failed"; error: ApiError } | { state: "ready"; stack: Stack };

interface Held {
  name: string;
  state: StackState;
}

/** @param key of a series or of the key images; null for an empty pane. @returns the stack, and a function that asks once more. */
export function useStack(store: StackStore, key: string | null, keyPlaces: readonly KeyPlace[]): [StackState, () => void] {
  const [held, setHeld] = useState<Held | null>(null);
  const [attempt, setAttempt] = useState(0);
  const places = key === keyImagesKey ? keyPlaces : null;
  const name = key ?? "";

  useEffect(() => {
    if (key === null) return undefined;
    let isCurrent = true;
    const loading = places === null ? store.series(key) : store.keyImages(places);
    loading.then(
      (stack) => isCurrent && setHeld({ name: key, state: { state: "ready", stack } }),
      (error: unknown) => {
        if (!isCurrent || isAbort(error)) return;
        const reason = error instanceof ApiError ? error : new ApiError(0, "internal", String(error));
        setHeld({ name: key, state: { state: "failed", error: reason } });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [store, key, places, attempt]);

  const again = () => {
    setHeld(null);
    setAttempt((before) => before + 1);
  };
  if (key === null) return [{ state: "none" }, again];
  return [held !== null && held.name === name ? held.state : { state: "loading" }, again];
}
