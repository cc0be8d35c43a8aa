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
      setFailure(error instanceof ApiError ? error.message : "Something went wrong in this page.");
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, failure, fail: setFailure, act };
}
