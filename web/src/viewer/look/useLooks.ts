/** Keeps how the images of a draft look, and lets the page ask for the words of an arrow. */
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Engine } from "../engine/engine";
import type { PictureView } from "../engine/PictureView";
import { withLook } from "../notes/draft";
import type { Draft, DraftImage } from "../notes/draft";
import type { DraftHands } from "../notes/useDraft";
import { lookOf } from "./capture";
import type { WordsQuestion } from "./WordsDialog";

export interface LookHands {
  /** Whether the image is the one in the active pane, whose look can be kept now. */
  isShown: (image: DraftImage) => boolean;
  keep: (image: DraftImage) => void;
}

const keyOf = (image: { sop_instance_uid: string; frame: number | null }) => `${image.sop_instance_uid}/${image.frame ?? 1}`;

/** @param view  of the active pane; null while there is none. */
export function useLooks(engine: Engine | null, view: PictureView | null, hands: DraftHands): LookHands {
  const listen = useCallback((changed: () => void) => view?.listen(changed) ?? (() => undefined), [view]);
  const shown = useSyncExternalStore(listen, () => (view?.shown ? keyOf(view.shown) : ""));
  return {
    isShown: (image) => shown === keyOf(image),
    keep: (image) => {
      const { draft } = hands;
      if (engine === null || view === null || draft === null || shown !== keyOf(image)) return;
      const look = lookOf(view, engine.marksOn(view));
      hands.write(look === null ? { ...draft, images: draft.images.map((each) => (keyOf(each) === keyOf(image) ? { ...each, isLookRefused: true } : each)) } : withLook(draft, image, look));
    },
  };
}

/** @returns the question that stands open. */
export function useWordsQuestion(engine: Engine | null): WordsQuestion | null {
  const [question, setQuestion] = useState<WordsQuestion | null>(null);
  useEffect(() => {
    if (engine === null) return undefined;
    engine.askForWords = (before) =>
      new Promise((resolve) =>
        setQuestion({
          before,
          answer: (text) => {
            setQuestion(null);
            resolve(text);
          },
        }),
      );
    return () => {
      engine.askForWords = () => Promise.resolve("");
    };
  }, [engine]);
  return question;
}

/** The measurements that went into what was saved: from now on they are part of its presentation state. */
export function measurementsOf(draft: Draft): string[] {
  return draft.images.flatMap(({ look }) => (look?.object?.isStored === true ? look.marks.flatMap(({ source }) => source ?? []) : []));
}
