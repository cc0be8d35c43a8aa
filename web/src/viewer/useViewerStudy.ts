import { useEffect, useMemo, useState } from "react";
import { listSeries } from "../api/dicomweb";
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
  const again = () => {
    studyAgain();
    seriesAgain();
    notesAgain();
  };
  return { study, series, notes, keyPlaces, store, again, notesAgain };
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
