import { useEffect, useMemo, useRef, useState } from "react";
import { listSeries, readSeriesMetadata } from "../api/dicomweb";
import { textOf } from "../api/dicomJson";
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
  const { states, isComplete } = usePresentationStates(studyInstanceUid, series.state === "ready" ? series.value : null);
  useStatesOf(keyPlaces, isComplete ? states : null, seriesAgain);
  const again = () => {
    studyAgain();
    seriesAgain();
    notesAgain();
  };
  return { study, series, notes, keyPlaces, states, store, again, notesAgain };
}

/** Not waited for: pictures are shown without, until the states are there. */
function usePresentationStates(studyInstanceUid: string, series: readonly Series[] | null): { states: readonly DicomJson[]; isComplete: boolean } {
  const [held, setHeld] = useState<Held>({ study: studyInstanceUid, bySeries: new Map() });
  const asked = useRef({ study: studyInstanceUid, series: new Set<string>() });
  useEffect(() => {
    if (asked.current.study !== studyInstanceUid) asked.current = { study: studyInstanceUid, series: new Set() };
    const { series: begun } = asked.current;
    for (const { series_instance_uid: uid, modality } of series ?? []) {
      if (modality !== "PR" || begun.has(uid)) continue;
      begun.add(uid);
      readSeriesMetadata(studyInstanceUid, uid).then(
        (found) => setHeld((before) => ({ study: studyInstanceUid, bySeries: new Map(before.study === studyInstanceUid ? before.bySeries : []).set(uid, found) })),
        () => begun.delete(uid), // the picture is shown as it is stored, and says so: it bears no mark of a state
      );
    }
  }, [studyInstanceUid, series]);
  const states = useMemo(() => (held.study === studyInstanceUid ? [...held.bySeries.values()].flat() : []), [held, studyInstanceUid]);
  return { states, isComplete: series !== null && held.study === studyInstanceUid && series.every(({ modality, series_instance_uid: uid }) => modality !== "PR" || held.bySeries.has(uid)) };
}

interface Held {
  study: string;
  bySeries: ReadonlyMap<string, readonly DicomJson[]>;
}

/** @param states  null until all are there. A note may name a state that came after the series were listed: of somebody else, or of the note just saved. */
function useStatesOf(keyPlaces: readonly KeyPlace[], states: readonly DicomJson[] | null, seriesAgain: () => void): void {
  const missed = useRef(new Set<string>());
  useEffect(() => {
    if (states === null) return;
    const known = new Set(states.map((state) => textOf(state, "00080018")));
    const news = keyPlaces.flatMap(({ presentation_state_uid: uid }) => (uid === null || known.has(uid) || missed.current.has(uid) ? [] : [uid]));
    if (news.length === 0) return;
    news.forEach((uid) => missed.current.add(uid));
    seriesAgain();
  }, [keyPlaces, states === null]);
}

export type EngineState = { state: "loading" } | { state: "failed"; again: () => void } | { state: "ready"; engine: Engine };

const mostWait = 1500;

/**
 * The part that draws. It is large, and takes the processor while it begins: what the server draws comes to the screen before.
 * @param isToWait  such a picture is on its way; waited for no longer than `mostWait` milliseconds.
 */
export function useEngine(isToWait: boolean): EngineState {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<EngineState>({ state: "loading" });
  const [hasWaited, setHasWaited] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setHasWaited(true), mostWait);
    return () => window.clearTimeout(timer);
  }, []);
  const hasBegun = useRef(false);
  hasBegun.current ||= !isToWait || hasWaited;
  const begins = hasBegun.current;
  useEffect(() => {
    if (!begins) return undefined;
    let isCurrent = true;
    setState({ state: "loading" });
    import("./engine/engine").then(
      ({ startEngine }) => isCurrent && setState({ state: "ready", engine: startEngine() }),
      () => isCurrent && setState({ state: "failed", again: () => setAttempt((before) => before + 1) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [attempt, begins]);
  return state;
}
