import { useEffect, useMemo, useState } from "react";
import { listSeries, readSeriesMetadata } from "../api/dicomweb";
import type { DicomJson } from "../api/dicomJson";
import type { Series } from "../api/dicomweb";
import { listNotesOfStudy } from "../api/notes";
import type { Note } from "../api/notes";
import { readStudy } from "../api/studies";
import type { Study } from "../api/studies";
import { notesKey } from "../notes/notesKey";
import { useResource } from "../ui/useResource";
import type { Resource } from "../ui/useResource";
import type { Engine } from "./engine/engine";
import { keyPlacesOf, StackStore } from "./StackStore";
import type { KeyPlace } from "./StackStore";

export interface ViewerStudy {
  study: Resource<Study>;
  series: Resource<Series[]>;
  notes: Resource<{ notes: Note[] }>;
  keyPlaces: readonly KeyPlace[];
  /** The presentation states of the study. */
  states: readonly DicomJson[];
  store: StackStore;
  again: () => void;
  notesAgain: () => void;
}

const noPlaces: readonly KeyPlace[] = [];

/** All that the viewer knows of a study before it loads pictures. */
export function useViewerStudy(studyInstanceUid: string): ViewerStudy {
  const [notes, notesAgain] = useResource<{ notes: Note[] }>(notesKey(studyInstanceUid), (signal) => listNotesOfStudy(studyInstanceUid, signal));
  const [study, studyAgain] = useResource<Study>(`study/${studyInstanceUid}`, (signal) => readStudy(studyInstanceUid, signal));
  const [series, seriesAgain] = useResource<Series[]>(`series/${studyInstanceUid}`, (signal) => listSeries(studyInstanceUid, signal));
  const store = useMemo(() => new StackStore(studyInstanceUid), [studyInstanceUid]);
  const listed = notes.state === "ready" ? notes.value.notes : null;
  const keyPlaces = useMemo(() => (listed === null ? noPlaces : keyPlacesOf(listed)), [listed]);
  const states = usePresentationStates(studyInstanceUid, series.state === "ready" ? series.value : null);
  const again = () => {
    studyAgain();
    seriesAgain();
    notesAgain();
  };
  return { study, series, notes, keyPlaces, states, store, again, notesAgain };
}

/** Not waited for: pictures are shown without, until the states are there. */
function usePresentationStates(studyInstanceUid: string, series: readonly Series[] | null): readonly DicomJson[] {
  const [states, setStates] = useState<readonly DicomJson[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    for (const each of series?.filter(({ modality }) => modality === "PR") ?? []) {
      readSeriesMetadata(studyInstanceUid, each.series_instance_uid, abort.signal).then(
        (found) => setStates((before) => [...before, ...found]),
        () => undefined, // the picture is shown as it is stored, and says so: it bears no mark of a state
      );
    }
    return () => {
      abort.abort();
      setStates([]);
    };
  }, [studyInstanceUid, series]);
  return states;
}

export type EngineState = { state: "loading" } | { state: "failed"; again: () => void } | { state: "ready"; engine: Engine };

/** The part that draws, asked for while the first picture is on its way. */
export function useEngine(): EngineState {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<EngineState>({ state: "loading" });
  useEffect(() => {
    let isCurrent = true;
    setState({ state: "loading" });
    import("./engine/engine").then(
      ({ startEngine }) => isCurrent && setState({ state: "ready", engine: startEngine() }),
      () => isCurrent && setState({ state: "failed", again: () => setAttempt((before) => before + 1) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [attempt]);
  return state;
}
