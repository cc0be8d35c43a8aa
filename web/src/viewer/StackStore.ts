/** Loads what panes show, each stack once. */
import { readObjectMetadata, readSeriesMetadata } from "../api/dicomweb";
import type { ObjectPlace } from "../api/dicomweb";
import { numberOf } from "../api/dicomJson";
import type { DicomJson } from "../api/dicomJson";
import type { Note } from "../api/notes";
import { keyImagesOf } from "../notes/keyImages";
import { framesOfSeries, keyImagesKey } from "./stacks";
import type { Frame, Stack } from "./stacks";

/** A picture that a note chose, before anything but the note is known of it. */
export interface KeyPlace extends ObjectPlace {
  frame: number;
  presentation_state_uid: string | null;
  /** Titles of the notes that chose it. */
  titles: string[];
}

export class StackStore {
  private readonly stacks = new Map<string, Promise<Stack>>();
  private readonly objects = new Map<string, Promise<DicomJson>>();

  constructor(private readonly studyInstanceUid: string) {}

  /** @throws ApiError; what failed is asked for again the next time. */
  series(seriesInstanceUid: string): Promise<Stack> {
    return this.once(seriesInstanceUid, async () => ({
      key: seriesInstanceUid,
      frames: framesOfSeries(await readSeriesMetadata(this.studyInstanceUid, seriesInstanceUid)),
    }));
  }

  /** Key images of one note version after another are another stack. */
  keyImages(places: readonly KeyPlace[]): Promise<Stack> {
    const name = `${keyImagesKey}/${places.map((place) => `${place.sop_instance_uid}/${place.frame}`).join()}`;
    return this.once(name, async () => ({ key: keyImagesKey, frames: await Promise.all(places.map((place) => this.frame(place))) }));
  }

  private async frame(place: KeyPlace): Promise<Frame> {
    const known = this.objects.get(place.sop_instance_uid);
    // What cannot be described is a picture that fails by itself, in its place, with the server's words.
    const asked = known ?? readObjectMetadata(place).then((metadata) => metadata ?? {}, () => ({}));
    if (known === undefined) this.objects.set(place.sop_instance_uid, asked);
    const metadata = await asked;
    if (Object.keys(metadata).length === 0) this.objects.delete(place.sop_instance_uid);
    const { study_instance_uid, series_instance_uid, sop_instance_uid, frame } = place;
    return { study_instance_uid, series_instance_uid, sop_instance_uid, frame, frames: Math.max(1, numberOf(metadata, "00280008") ?? 1), metadata };
  }

  private once(name: string, load: () => Promise<Stack>): Promise<Stack> {
    const known = this.stacks.get(name);
    if (known !== undefined) return known;
    const asked = load();
    this.stacks.set(name, asked);
    asked.catch(() => this.stacks.delete(name));
    return asked;
  }
}

/** Each picture once, or once for each way in which it is to look, in the order of the notes; what cannot be shown is left out. */
export function keyPlacesOf(notes: readonly Note[]): KeyPlace[] {
  const places: KeyPlace[] = [];
  for (const note of notes.filter((each) => each.state === "current")) {
    for (const image of keyImagesOf(note)) {
      const { study_instance_uid: study, series_instance_uid: series, sop_instance_uid: object, presentation_state_uid: state } = image.reference;
      if ((image.kind !== "picture" && image.kind !== "in_archive") || study === null || series === null) continue;
      const frame = image.frame ?? 1;
      const title = note.title?.meaning || note.title?.value || "";
      const looksSo = (place: KeyPlace) => state === null || place.presentation_state_uid === null || place.presentation_state_uid === state;
      const known = places.find((place) => place.sop_instance_uid === object && place.frame === frame && looksSo(place));
      if (known === undefined) {
        places.push({ study_instance_uid: study, series_instance_uid: series, sop_instance_uid: object, frame, presentation_state_uid: state, titles: [title] });
      } else {
        if (!known.titles.includes(title)) known.titles.push(title);
        known.presentation_state_uid ??= state;
      }
    }
  }
  return places;
}
