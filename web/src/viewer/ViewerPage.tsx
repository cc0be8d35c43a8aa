import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import type { MutableRefObject } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../access/session";
import type { Session } from "../api/session";
import { Failure, Loading } from "../ui/notices";
import { usePlace } from "../ui/router";
import { usePageTitle } from "../ui/usePageTitle";
import type { Engine } from "./engine/engine";
import type { PictureView } from "./engine/PictureView";
import { Help } from "./Help";
import { draftImageOf, nextKeyImage } from "./keyImages";
import { measurementsOf, useLooks, useWordsQuestion } from "./look/useLooks";
import { WordsDialog } from "./look/WordsDialog";
import { NotesPanel } from "./notes/NotesPanel";
import { useDraft } from "./notes/useDraft";
import { Pane } from "./Pane";
import type { PresentationChoice } from "./presentation/usePresentation";
import { prefetch } from "./prefetch";
import { hasPictures, SeriesStrip } from "./SeriesStrip";
import { keyImagesKey } from "./stacks";
import { changed, firstState } from "./state";
import { Toolbar } from "./Toolbar";
import { useCommands } from "./useCommands";
import { useEngine, useViewerStudy } from "./useViewerStudy";
import type { ViewerStudy } from "./useViewerStudy";
import { ViewerHead } from "./ViewerHead";
import "./words";
import "./viewer.css";
import "./panes.css";

/** The image area: the pictures of one study. */
export default function ViewerPage({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("viewer");
  usePageTitle(t("title"));
  const known = useViewerStudy(studyInstanceUid);
  const session = useSession();
  const failed = [known.study, known.series].find((each) => each.state === "failed");
  useEffect(() => {
    document.documentElement.classList.add("viewer-open");
    return () => document.documentElement.classList.remove("viewer-open");
  }, []);
  return (
    <div className="image-area area">
      <ViewerHead studyInstanceUid={studyInstanceUid} study={known.study.state === "ready" ? known.study.value : null} />
      {failed?.state === "failed" ? (
        <Failure error={failed.error} onAgain={known.again} />
      ) : known.series.state !== "ready" || known.notes.state === "loading" || session === null ? (
        <Loading what={t("study")} />
      ) : (
        <Area studyInstanceUid={studyInstanceUid} session={session} known={known} series={known.series.value} />
      )}
    </div>
  );
}

interface AreaProps {
  studyInstanceUid: string;
  session: Session;
  known: ViewerStudy;
  series: Parameters<typeof SeriesStrip>[0]["series"];
}

function Area({ studyInstanceUid, session, known, series }: AreaProps) {
  const { t } = useTranslation("viewer");
  const { keyPlaces, store } = known;
  const [state, change] = useReducer(changed, firstState);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [isPreviewed, setIsPreviewed] = useState(false);
  const firstStack = state.panes[0]?.stack ?? null;
  const engineState = useEngine(!isPreviewed && keyPlaces.length > 0 && (firstStack === null || firstStack === keyImagesKey));
  const engine = engineState.state === "ready" ? engineState.engine : null;
  const hands = useDraft(studyInstanceUid, session, (saved) => {
    if (saved !== undefined) engine?.removeMeasurements(measurementsOf(saved));
    known.notesAgain();
  });
  const [isPanelOpen, setIsPanelOpen] = useState(hands.draft !== null);
  const views = useRef(new Map<number, PictureView>());
  const [, viewsChanged] = useReducer((count: number) => count + 1, 0);
  const looks = useLooks(engine, views.current.get(state.active) ?? null, hands);
  const question = useWordsQuestion(engine);

  const stacks = useMemo(
    () => [...(keyPlaces.length > 0 ? [keyImagesKey] : []), ...series.filter(hasPictures).map((each) => each.series_instance_uid)],
    [keyPlaces, series],
  );
  useFirstStack(stacks, change);
  useEffect(() => {
    const [other] = stacks;
    if (keyPlaces.length > 0 || other === undefined) return;
    state.panes.forEach((pane, number) => pane.stack === keyImagesKey && change({ type: "open", stack: pane.before?.stack ?? other, pane: number }));
  }, [keyPlaces, stacks, state.panes]);

  // Once it has been painted, not only loaded.
  const onPreviewed = useCallback(() => void requestAnimationFrame(() => requestAnimationFrame(() => setIsPreviewed(true))), []);
  const onView = useCallback((number: number, view: PictureView | null) => {
    if (view === null) views.current.delete(number);
    else views.current.set(number, view);
    viewsChanged();
  }, []);
  useEffect(() => engine?.choose(state.tool), [engine, state.tool]);
  const star = (view: PictureView) => {
    const image = view.shown === null ? null : draftImageOf(view.shown, view, engine?.marksOn(view) ?? [], keyPlaces);
    if (image === null) return;
    // Without the permission the panel says why nothing was starred.
    if (hands.draft !== null || session.permissions.includes("author")) hands.star(image);
    setIsPanelOpen(true);
  };
  const showKeyImage = (place: { series_instance_uid: string | null; sop_instance_uid: string; frame: number | null } | null, presentation: PresentationChoice = "note") => {
    if (place === null || place.series_instance_uid === null) return;
    change({ type: "open", stack: place.series_instance_uid, wanted: { sop_instance_uid: place.sop_instance_uid, frame: place.frame ?? 1 }, presentation });
  };
  const run = useCommands({
    state,
    change,
    engine,
    views,
    stacks,
    onHelp: () => setIsHelpOpen(true),
    onPanel: () => setIsPanelOpen(!isPanelOpen),
    onStar: (view) => star(view),
    onNextKeyImage: () => showKeyImage(nextKeyImage(views.current.get(state.active)?.shown ?? null, keyPlaces)),
  });

  const keyImagesLoaded = useKeyImagesFirst(engine, known);
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (engine === null || grid.current === null) return undefined;
    const observer = new ResizeObserver(() => engine.resize());
    observer.observe(grid.current);
    return () => observer.disconnect();
  }, [engine]);
  useEffect(() => engine?.resize(), [engine, state.layout]);

  if (stacks.length === 0) return <p className="area-nothing">{t("nothing")}</p>;
  const panes = state.panes.slice(0, state.layout);
  return (
    <>
      <Toolbar state={state} hasKeyImages={keyPlaces.length > 0} isPanelOpen={isPanelOpen} onLayout={(layout) => change({ type: "layout", layout, stacks })} run={run} />
      <div className="area-body">
        <SeriesStrip
          studyInstanceUid={studyInstanceUid}
          series={series}
          keyPlaces={keyPlaces}
          shown={panes.flatMap((pane) => pane.stack ?? [])}
          active={state.panes[state.active]?.stack ?? null}
          onOpen={(stack) => change({ type: "open", stack })}
        />
        <div ref={grid} className={`panes panes-${state.layout}`}>
          {panes.map((pane, number) => (
            <Pane
              key={number}
              number={number}
              pane={pane}
              isActive={number === state.active}
              isScrolling={state.tool === "scroll"}
              texts={state.texts}
              engine={engine}
              store={store}
              keyPlaces={keyPlaces}
              states={known.states}
              change={change}
              onView={onView}
              onPreviewed={onPreviewed}
              keyImagesLoaded={keyImagesLoaded}
              starred={(sop, frame) => hands.draft?.images.find((image) => image.sop_instance_uid === sop && (image.frame ?? 1) === frame) ?? null}
            />
          ))}
        </div>
        {isPanelOpen && (
          <NotesPanel
            studyInstanceUid={studyInstanceUid}
            notes={known.notes}
            onNotesAgain={known.notesAgain}
            hands={hands}
            onShow={(image) => showKeyImage(image, "draft")}
            looks={looks}
            onStar={() => run({ do: "star" })}
            onClose={() => setIsPanelOpen(false)}
          />
        )}
      </div>
      {engineState.state === "failed" && (
        <div className="area-failure" role="alert">
          <p>{t("failure.engine")}</p>
          <button type="button" className="button" onClick={engineState.again}>
            {t("failure.again")}
          </button>
        </div>
      )}
      {question !== null && <WordsDialog question={question} />}
      {isHelpOpen && <Help onClose={() => setIsHelpOpen(false)} />}
    </>
  );
}

/** The pixels of the key images are loaded before those of any stack that is only expected to be looked at. */
function useKeyImagesFirst(engine: Engine | null, { store, keyPlaces }: ViewerStudy): MutableRefObject<Promise<void>> {
  const loaded = useRef(Promise.resolve());
  useEffect(() => {
    if (engine === null || keyPlaces.length === 0) return undefined;
    const abort = new AbortController();
    loaded.current = store.keyImages(keyPlaces).then(
      (stack) => prefetch(engine, stack.frames, -1, abort.signal),
      () => undefined, // told of where they are shown
    );
    return () => abort.abort();
  }, [engine, store, keyPlaces]);
  return loaded;
}

/** What the address asks for, else the key images, else the first series. */
function useFirstStack(stacks: readonly string[], change: (change: Parameters<typeof changed>[1]) => void): void {
  const { query } = usePlace();
  const first = useRef(true);
  useEffect(() => {
    if (!first.current || stacks.length === 0) return;
    first.current = false;
    const series = query.get("series");
    const image = query.get("image");
    const stack = series !== null && stacks.includes(series) ? series : stacks[0];
    if (stack === undefined) return;
    change({ type: "open", stack, pane: 0, ...(image === null ? {} : { wanted: { sop_instance_uid: image, frame: Number(query.get("frame") ?? 1) || 1 } }) });
  }, [stacks, query, change]);
}
