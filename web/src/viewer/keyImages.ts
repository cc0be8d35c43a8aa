import { textOf } from "../api/dicomJson";
import { isChanged, lookOf } from "./look/capture";
import type { Mark } from "./look/look";
import type { PictureView } from "./engine/PictureView";
import type { DraftImage } from "./notes/draft";
import type { KeyPlace } from "./StackStore";
import type { Frame } from "./stacks";

/**
 * What a star makes of the picture that is shown: its frame where the object has several, else the whole object; and how it looks where a person has changed that.
 * @param marks  the measurements on it
 */
export function draftImageOf(frame: Frame, view: PictureView, marks: readonly Mark[], keyPlaces: readonly KeyPlace[]): DraftImage {
  const look = isChanged(view, marks) ? lookOf(view, marks) : null;
  const known = keyPlaces.find((place) => place.sop_instance_uid === frame.sop_instance_uid && place.frame === frame.frame);
  return {
    study_instance_uid: frame.study_instance_uid,
    series_instance_uid: frame.series_instance_uid,
    sop_instance_uid: frame.sop_instance_uid,
    sop_class_uid: textOf(frame.metadata, "00080016") || null,
    frame: frame.frames > 1 ? frame.frame : null,
    presentation_state_uid: view.presented?.sop_instance_uid || (known?.presentation_state_uid ?? null),
    look,
    isLookRefused: look === null && (isChanged(view, marks) || marks.length > 0),
  };
}

/** The one after the picture that is shown, and from the last one the first. One that is to look in several ways counts once. */
export function nextKeyImage(shown: Frame | null, keyPlaces: readonly KeyPlace[]): KeyPlace | null {
  const at = shown === null ? -1 : keyPlaces.findIndex((place) => place.sop_instance_uid === shown.sop_instance_uid && place.frame === shown.frame);
  return keyPlaces[(at + 1) % Math.max(1, keyPlaces.length)] ?? null;
}
