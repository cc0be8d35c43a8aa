import { useState } from "react";
import { ApiError } from "../api/client";

/** Does one thing at a time for a person, and keeps the words where it failed. */
export function useAction(): { isBusy: boolean; failure: string; fail: (words: string) => void; act: (work: () => Promise<void>) => Promise<void> } {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure("");
    try {
      await work();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, failure, fail: setFailure, act };
}

/** The server's words as a sentence. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something went wrong in this page.";
  const message = error.message.charAt(0).toUpperCase() + error.message.slice(1);
  return message.endsWith(".") ? message : `${message}.`;
}
