/** Binds a pane to its place on the screen: what it is to show, what it shows, and why it does not. */
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "react";
import type { RefObject } from "react";
import { flushSync } from "react-dom";
import { isAbort } from "../api/client";
import type { Engine } from "./engine/engine";
import type { PictureView } from "./engine/PictureView";
import { whyNoPicture } from "./failure";
import type { PictureFailure } from "./failure";
import type { Frame, Stack } from "./stacks";

export interface Picture {
  view: PictureView | null;
  /** What is on the screen now. */
  shown: Frame | null;
  isLoading: boolean;
  failure: PictureFailure | null;
  again: () => void;
}

interface Outcome {
  frame: Frame;
  failure: PictureFailure | null;
}

export function usePicture(engine: Engine | null, id: string, element: RefObject<HTMLDivElement>, stack: Stack | null, index: number): Picture {
  const view = useView(engine, id, element);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [attempt, setAttempt] = useState(0);
  const frame = stack?.frames[index] ?? null;
  const again = useRef(() => undefined as void);
  again.current = () => {
    if (frame !== null) engine?.forget(frame);
    setAttempt((before) => before + 1);
  };

  // Before the browser draws, and its outcome at once: a picture that is loaded already comes onto the screen together with
  // its texts, in one frame. In two or three of them a stack would run half as fast where the processor draws.
  useLayoutEffect(() => {
    if (view === null || stack === null || frame === null) return undefined;
    const abort = new AbortController();
    let timer = 0;
    view.show(stack, index).then(
      (isShown) => isShown && flushSync(() => setOutcome({ frame, failure: null })),
      async () => {
        try {
          const failure = await whyNoPicture(frame, abort.signal);
          if (abort.signal.aborted) return;
          setOutcome({ frame, failure });
          if (failure.retryMilliseconds !== null) timer = window.setTimeout(() => again.current(), failure.retryMilliseconds);
        } catch (error) {
          if (!isAbort(error)) throw error;
        }
      },
    );
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [view, stack, frame, index, attempt]);

  // The same picture in another stack is shown anew, and a presentation state is applied to it once it is.
  const isOfFrame = outcome !== null && outcome.frame === frame;
  return {
    view,
    shown: view?.shown ?? null,
    isLoading: frame !== null && !isOfFrame,
    failure: isOfFrame ? outcome.failure : null,
    again: () => again.current(),
  };
}

function useView(engine: Engine | null, id: string, element: RefObject<HTMLDivElement>): PictureView | null {
  const [view, setView] = useState<PictureView | null>(null);
  useEffect(() => {
    const place = element.current;
    if (engine === null || place === null) return undefined;
    const opened = engine.open(place, id);
    setView(opened);
    return () => {
      engine.close(opened);
      setView(null);
    };
  }, [engine, id, element]);
  return view;
}

/** Draws the caller anew whenever the picture is drawn: at most once a frame of the screen. */
export function usePictureChanges(view: PictureView | null): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (view === null) return undefined;
    let asked = 0;
    const end = view.listen(() => {
      if (asked === 0) {
        asked = requestAnimationFrame(() => {
          asked = 0;
          draw();
        });
      }
    });
    return () => {
      end();
      cancelAnimationFrame(asked);
    };
  }, [view]);
}
