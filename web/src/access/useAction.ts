import { createElement, useState } from "react";
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import { currentLanguage, say } from "../i18n/language";
import { langOf } from "../ui/errorWords";
import "./words";

interface Actions {
  isBusy: boolean;
  /** Empty where nothing failed. */
  failure: ReactNode;
  fail: (words: string) => void;
  act: (work: () => Promise<void>) => Promise<void>;
}

/** Does one thing at a time for a person, and keeps the words where it failed. */
export function useAction(): Actions {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ReactNode>("");
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure("");
    try {
      await work();
    } catch (error) {
      setFailure(shownWordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, failure, fail: setFailure, act };
}

/** The server's words as a sentence. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return say("api:here");
  const message = error.message.charAt(0).toUpperCase() + error.message.slice(1);
  return message.endsWith(".") ? message : `${message}.`;
}

/** What the sign-in refuses every day is said in the page's language; all else of the server in its own, and marked so. */
export function shownWordsOf(error: unknown): ReactNode {
  const code = error instanceof ApiError ? error.code : "";
  const known = say(`access:refusals.${code}`, { defaultValue: "" });
  if (known !== "") return createElement("span", { lang: currentLanguage() }, known);
  return createElement("span", { lang: langOf(error) ?? currentLanguage() }, wordsOf(error));
}
