/** Stores how the images of a draft look, before the note that refers to it is saved. */
import { ApiError } from "../../api/client";
import { listSeries, readObjectMetadata } from "../../api/dicomweb";
import { storeObjects } from "../../api/storeObjects";
import { part10 } from "../../dicom/part10";
import { newUid } from "../../dicom/uid";
import type { Draft, DraftImage } from "../notes/draft";
import type { Look } from "./look";
import { stateOfLook } from "./stateObject";

export class LooksNotStored extends Error {
  constructor(readonly reason: ApiError) {
    super(reason.message);
  }
}

interface Kept extends DraftImage {
  look: Look;
}

const isWaiting = (image: DraftImage): image is Kept => image.look != null && image.look.object?.isStored !== true;

/**
 * @param creator  as DICOM PN; empty where nobody is known.
 * @param write    keeps the draft: what was begun goes on where it was, with the same objects.
 * @returns the draft, all its looks stored
 * @throws LooksNotStored
 */
export async function storeLooks(draft: Draft, creator: string, write: (next: Draft) => void): Promise<Draft> {
  if (!draft.images.some(isWaiting)) return draft;
  try {
    const named = await withObjects(draft, creator);
    write(named);
    const waiting = named.images.filter(isWaiting);
    for (const study of new Set(waiting.map(studyOf))) {
      const files = await Promise.all(waiting.filter((image) => studyOf(image) === study).map(fileOf));
      await storeObjects(study, files);
    }
    const stored = withLooks(named, (look) => (look.object === null ? look : { ...look, object: { ...look.object, isStored: true } }));
    write(stored);
    return stored;
  } catch (error) {
    throw new LooksNotStored(error instanceof ApiError ? error : new ApiError(422, "not_made", error instanceof Error ? error.message : String(error)));
  }
}

/** A series of its own for the new objects of each study. */
async function withObjects(draft: Draft, creator: string): Promise<Draft> {
  const begun = draft.images.filter((image) => isWaiting(image) && image.look.object === null);
  const series = new Map<string, { uid: string; number: number | null }>();
  for (const study of new Set(begun.map(studyOf))) {
    const numbers = (await listSeries(study)).flatMap(({ number }) => number ?? []);
    series.set(study, { uid: newUid(), number: 1 + Math.max(0, ...numbers) });
  }
  const made_at = Date.now();
  let number = 0;
  return withLooks(draft, (look, image) => {
    const of = series.get(studyOf(image));
    if (look.object !== null || of === undefined) return look;
    number += 1;
    const description = draft.title.meaning || "";
    return { ...look, object: { sop_instance_uid: newUid(), series_instance_uid: of.uid, series_number: of.number, number, made_at, creator, description, isStored: false } };
  });
}

function withLooks(draft: Draft, change: (look: Look, image: DraftImage) => Look): Draft {
  return { ...draft, images: draft.images.map((image) => (isWaiting(image) ? { ...image, look: change(image.look, image) } : image)) };
}

async function fileOf(image: Kept): Promise<Uint8Array> {
  const { sop_instance_uid, series_instance_uid, frame, look } = image;
  if (series_instance_uid === null) throw new Error("the series of an image is not known");
  const metadata = await readObjectMetadata({ study_instance_uid: studyOf(image), series_instance_uid, sop_instance_uid });
  return part10(stateOfLook(look, { image: metadata ?? {}, frame }));
}

function studyOf(image: DraftImage): string {
  return image.study_instance_uid ?? "";
}
