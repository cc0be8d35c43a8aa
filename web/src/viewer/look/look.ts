/** How a picture looks, as it is kept with a note: plain values, so that a browser can keep them with the draft. */
import type { Graphic } from "../presentation/graphics";
import type { DisplayedArea, Presentation, Shutter } from "../presentation/parse";
import type { Window } from "../tools";

/** A graphic, and the measurement of this page that it was made of. */
export type Mark = Graphic & { source?: string };

/** The object that it is stored as: given before it is sent, so that it is sent again as the same one. */
export interface LookObject {
  sop_instance_uid: string;
  series_instance_uid: string;
  /** Null where it is not known which numbers are taken. */
  series_number: number | null;
  number: number;
  /** Milliseconds since 1970. */
  made_at: number;
  /** As DICOM PN; empty where nobody is known. */
  creator: string;
  description: string;
  isStored: boolean;
}

export interface Look extends Pick<Presentation, "isInverse" | "rotation" | "isMirrored"> {
  window: Window;
  /** Stored values become those that the window speaks of. */
  rescale: { slope: number; intercept: number };
  /** What of the picture is to be seen, in whole pixels. */
  area: DisplayedArea["corners"];
  shutters: readonly Shutter[];
  marks: readonly Mark[];
  /** Null until it is about to be stored. */
  object: LookObject | null;
}

export function presentationOfLook(look: Look): Presentation {
  return {
    sop_instance_uid: "",
    label: "",
    window: look.window,
    isInverse: look.isInverse,
    rotation: look.rotation,
    isMirrored: look.isMirrored,
    area: { corners: look.area, mode: "fit", magnification: 1 },
    shutters: look.shutters,
    graphics: look.marks,
    notApplied: [],
  };
}
