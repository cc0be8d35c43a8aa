/** Finds the presentation state of the picture that is shown, and applies it once to each. */
import { useEffect, useRef, useState } from "react";
import type { DicomJson } from "../../api/dicomJson";
import type { PictureView } from "../engine/PictureView";
import type { KeyPlace } from "../StackStore";
import type { Frame } from "../stacks";
import { applyPresentation } from "./apply";
import { presentationOf } from "./parse";
import type { Presentation } from "./parse";

/** `note`: as the note says that chose the picture, else as stored; `draft`: as it is kept in the draft; `any`: one that names the picture; `none`: as stored. */
export type PresentationChoice = "note" | "draft" | "any" | "none";

/** What names the presentation state. */
type Chosen = Pick<KeyPlace, "presentation_state_uid">;

interface Applied {
  frame: Frame;
  presentation: Presentation;
}

/**
 * @param frame  that is on the screen; null while another one is on its way.
 * @param kept   as it looks in the draft; another object where that has changed.
 */
export function usePresentation(view: PictureView | null, frame: Frame | null, place: Chosen | null, states: readonly DicomJson[], choice: PresentationChoice, kept: Presentation | null): Presentation | null {
  const found = frame === null ? null : chosen(states, frame, place, choice, kept);
  const [applied, setApplied] = useState<Applied | null>(null);
  const turned = useRef<PictureView | null>(null);
  const key = found === null || frame === null ? "" : `${found.sop_instance_uid}/${frame.sop_instance_uid}/${frame.frame}`;

  useEffect(() => {
    if (view === null || frame === null) return;
    if (found !== null) {
      applyPresentation(view, found);
      turned.current = view;
      setApplied({ frame, presentation: found });
    } else if (turned.current === view) {
      turned.current = null;
      setApplied(null);
      view.reset(); // what the state has turned does not stay for the next picture
    }
    view.presented = found;
    view.present = found === null ? null : () => applyPresentation(view, found);
  }, [view, frame, key, found === kept ? kept : null]);
  return applied !== null && applied.frame === frame && found !== null ? applied.presentation : null;
}

function chosen(states: readonly DicomJson[], frame: Frame, place: Chosen | null, choice: PresentationChoice, kept: Presentation | null): Presentation | null {
  if (choice === "none") return null;
  if (kept !== null && choice !== "note") return kept;
  const all = states.map((state) => presentationOf(state, frame)).filter((each): each is Presentation => each !== null);
  const ofNote = all.find((each) => each.sop_instance_uid === place?.presentation_state_uid) ?? null;
  return choice === "note" || choice === "draft" ? ofNote : (ofNote ?? all[0] ?? null);
}
