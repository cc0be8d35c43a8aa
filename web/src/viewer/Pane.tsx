import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { MutableRefObject, PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { fullSizeUrl } from "../api/images";
import type { DicomJson } from "../api/dicomJson";
import type { Engine } from "./engine/engine";
import type { PictureView } from "./engine/PictureView";
import { presentationOfLook } from "./look/look";
import type { Mark } from "./look/look";
import type { DraftImage } from "./notes/draft";
import { PaneMessage } from "./PaneMessage";
import { PaneTexts } from "./PaneTexts";
import { PaneGraphics } from "./presentation/PaneGraphics";
import { hasTable, isServed, notShown } from "./presentation/tables";
import { usePresentation } from "./presentation/usePresentation";
import { prefetch } from "./prefetch";
import { ServedPicture, TableNote } from "./ServedPicture";
import { StackSlider } from "./StackSlider";
import { frameMilliseconds, keyImagesKey } from "./stacks";
import type { Change, PaneState } from "./state";
import type { KeyPlace, StackStore } from "./StackStore";
import { usePicture, usePictureChanges } from "./usePicture";
import { useStack } from "./useStack";
import { useWheel } from "./useWheel";

interface PaneProps {
  number: number;
  pane: PaneState;
  isActive: boolean;
  isScrolling: boolean;
  texts: boolean;
  engine: Engine | null;
  store: StackStore;
  keyPlaces: readonly KeyPlace[];
  states: readonly DicomJson[];
  change: (change: Change) => void;
  /** Told what the pane shows, so that keys reach it; null once it is gone. */
  onView: (number: number, view: PictureView | null) => void;
  /** The picture that the server has drawn is there, or will not come. */
  onPreviewed: () => void;
  /** Other pixels are loaded ahead only after the key images. */
  keyImagesLoaded: MutableRefObject<Promise<void>>;
  /** The picture as the draft has it; null where it is not starred. */
  starred: (sopInstanceUid: string, frame: number) => DraftImage | null;
}

const pixelsOfStep = 12;

/** One picture with its texts; the whole stack is reached from it. */
export function Pane(props: PaneProps) {
  const { number, pane, isActive, texts, engine, store, keyPlaces, change, onView, keyImagesLoaded } = props;
  const { t } = useTranslation("viewer");
  const place = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [stackState, stackAgain] = useStack(store, pane.stack, keyPlaces);
  const stack = stackState.state === "ready" ? stackState.stack : null;
  const isReady = stack !== null && pane.count === stack.frames.length && pane.wanted === null;
  const picture = usePicture(engine, `pane-${number}`, place, isReady ? stack : null, pane.index);
  const { view, shown } = picture;
  usePictureChanges(view);
  const frame = isReady ? (stack.frames[pane.index] ?? null) : null;

  useEffect(() => {
    if (stack === null || isReady) return;
    const { wanted } = pane;
    const found = wanted === null ? pane.index : stack.frames.findIndex((each) => each.sop_instance_uid === wanted.sop_instance_uid && each.frame === wanted.frame);
    change({ type: "loaded", pane: number, stack: stack.key, count: stack.frames.length, index: found });
  }, [stack, isReady, pane, number, change]);

  useLayoutEffect(() => {
    onView(number, view);
    return () => onView(number, null);
  }, [number, view, onView]);

  const isShowing = frame !== null && !picture.isLoading && picture.failure === null;
  useEffect(() => {
    if (engine === null || stack === null || !isShowing) return undefined;
    const abort = new AbortController();
    void keyImagesLoaded.current.then(() => prefetch(engine, stack.frames, pane.index, abort.signal));
    return () => abort.abort();
    // Begun once for a stack, where it was entered: what is far is loaded too.
  }, [engine, stack, isShowing]);

  const milliseconds = frame === null ? 0 : frameMilliseconds(frame.metadata);
  useEffect(() => {
    if (!pane.isPlaying || picture.isLoading) return undefined;
    const timer = window.setTimeout(() => change({ type: "step", by: 1, pane: number }), milliseconds);
    return () => window.clearTimeout(timer);
  }, [pane.isPlaying, pane.index, picture.isLoading, milliseconds, number, change]);

  const step = (by: number) => change({ type: "step", by, pane: number });
  useWheel(box, step);
  const scrolling = useScrolling(props.isScrolling, step);
  const key = keyPlaceOf(pane, frame, keyPlaces);
  // Among its neighbours in a series a picture lies as they do; with the key images it lies as its note says.
  const isOfNotes = pane.stack === keyImagesKey;
  const starred = frame === null ? null : props.starred(frame.sop_instance_uid, frame.frame);
  const look = starred?.look ?? null;
  const kept = useMemo(() => (look === null ? null : presentationOfLook(look)), [look]);
  const named = isOfNotes ? key : pane.presentation === "draft" ? starred : null;
  const presentation = usePresentation(view, isShowing ? frame : null, named, props.states, pane.presentation, kept);
  const [withoutTable, setWithoutTable] = useState("");
  const pictureKey = frame === null ? "" : `${frame.sop_instance_uid}/${frame.frame}/${presentation?.sop_instance_uid ?? ""}`;
  const needsTable = isShowing && frame !== null && hasTable(frame, presentation);
  const isFromServer = needsTable && isServed(frame, presentation) && withoutTable !== pictureKey;
  // A measurement that is still there draws itself.
  const isDrawn = ({ source }: Mark) => source === undefined || engine === null || !engine.hasMeasurement(source);
  const notApplied = notShown(presentation); // of tables it is told by themselves
  // A key image comes first as the server draws it: there is no faster way to the screen.
  const preview = picture.failure === null && pane.stack !== null && (shown === null || picture.isLoading) && stackState.state !== "failed" ? key : null;

  return (
    <div
      ref={box}
      className={isActive ? "pane pane-active" : "pane"}
      role="group"
      aria-label={t("pane.name", { number: number + 1, what: frame === null ? t("pane.empty") : t("pane.image", { number: pane.index + 1, count: pane.count }) })}
      aria-current={isActive}
      onPointerDownCapture={() => change({ type: "activate", pane: number })}
      onContextMenu={(event) => event.preventDefault()}
      {...scrolling}
    >
      <div ref={place} className="pane-picture" data-shown={shown === null || !isShowing ? undefined : `${shown.sop_instance_uid}/${shown.frame}`} />
      {preview !== null && <img className="pane-preview" src={fullSizeUrl({ ...preview, presentation_state_uid: pane.presentation === "none" || !isOfNotes ? null : preview.presentation_state_uid })} alt="" draggable={false} onLoad={props.onPreviewed} onError={props.onPreviewed} />}
      {isFromServer && <ServedPicture key={pictureKey} frame={frame} presentation={presentation} onLeave={() => setWithoutTable(pictureKey)} />}
      {needsTable && !isFromServer && <TableNote onBack={isServed(frame, presentation) ? () => setWithoutTable("") : null} />}
      {presentation !== null && view !== null && isShowing && !isFromServer && <PaneGraphics view={view} presentation={{ ...presentation, graphics: presentation.graphics.filter(isDrawn) }} />}
      {texts && frame !== null && isShowing && shown !== null && (
        <PaneTexts frame={frame} view={isFromServer ? null : view} index={pane.index} count={pane.count} key_={key} presentation={presentation} isStarred={starred !== null} />
      )}
      {pane.count > 1 && <StackSlider index={pane.index} count={pane.count} onGo={(index) => change({ type: "go", index, pane: number })} />}
      {notApplied.length > 0 && isShowing && !isFromServer && (
        <p className="pane-note" role="status">
          {t("presentation.some", { parts: notApplied.map((part) => t(`presentation.parts.${part}`)).join(", ") })}
        </p>
      )}
      <PaneMessage stackState={stackState} stackAgain={stackAgain} picture={picture} frame={frame} isPreviewed={preview !== null} />
    </div>
  );
}

function keyPlaceOf(pane: PaneState, frame: { sop_instance_uid: string; frame: number } | null, places: readonly KeyPlace[]): KeyPlace | null {
  if (frame !== null && pane.stack !== keyImagesKey) return places.find((place) => place.sop_instance_uid === frame.sop_instance_uid && place.frame === frame.frame) ?? null;
  return pane.stack === keyImagesKey ? (places[pane.index] ?? null) : null;
}

/** With the scrolling tool the pointer draws the stack up and down. */
function useScrolling(isOn: boolean, step: (by: number) => void) {
  const [from, setFrom] = useState<number | null>(null);
  if (!isOn) return {};
  return {
    onPointerDown: (event: PointerEvent) => event.button === 0 && setFrom(event.clientY),
    onPointerMove: (event: PointerEvent) => {
      if (from === null) return;
      const by = Math.trunc((event.clientY - from) / pixelsOfStep);
      if (by === 0) return;
      setFrom(from + by * pixelsOfStep);
      step(by);
    },
    onPointerUp: () => setFrom(null),
    onPointerLeave: () => setFrom(null),
  };
}
