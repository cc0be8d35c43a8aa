import { useEffect, useRef, useState } from "react";
import type { PointerEvent, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { isAbort, whyNot } from "../api/client";
import { sopClassName } from "../dicom/sopClasses";
import { say } from "../i18n/language";
import { langOf } from "../ui/errorWords";
import { Icon } from "../ui/Icon";
import type { KeyImage } from "./keyImages";
import "./words";

export type Zoom = "fit" | "actual";

const swipePixels = 60;

interface ViewerStageProps {
  image: KeyImage;
  url: string;
  zoom: Zoom;
  onZoom: () => void;
  /** Null at the first picture. */
  onPrevious: (() => void) | null;
  /** Null at the last picture. */
  onNext: (() => void) | null;
}

/** One picture on black. It is asked for in its own size; fitting is done here. */
export function ViewerStage({ image, url, zoom, onZoom, onPrevious, onNext }: ViewerStageProps) {
  const { t } = useTranslation("study");
  const stage = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const pointer = usePointer(stage, zoom, onPrevious, onNext);
  const frame = image.frame === null ? "" : `, ${t("tiles.frame", { frame: image.frame })}`;

  return (
    <div className="viewer-middle">
      <button type="button" className="viewer-step" aria-label={t("viewer.previous")} aria-keyshortcuts="ArrowLeft" disabled={onPrevious === null} onClick={() => onPrevious?.()}>
        <Icon name="previous" size={28} />
      </button>
      <div ref={stage} className={`viewer-stage viewer-${zoom}`} onDoubleClick={onZoom} {...pointer}>
        {state === "loading" && <span className="spinner viewer-spinner" role="status" aria-label={t("viewer.loading")} />}
        {state === "failed" ? (
          <Reason url={url} />
        ) : (
          <img
            className="viewer-picture"
            src={url}
            alt={`${t("tiles.label", { position: image.position, name: sopClassName(image.reference.sop_class_uid) })}${frame}`}
            draggable={false}
            onLoad={() => setState("ready")}
            onError={() => setState("failed")}
          />
        )}
      </div>
      <button type="button" className="viewer-step" aria-label={t("viewer.next")} aria-keyshortcuts="ArrowRight" disabled={onNext === null} onClick={() => onNext?.()}>
        <Icon name="next" size={28} />
      </button>
    </div>
  );
}

/** Why there is no picture, in the server's words, which the browser keeps from an image. */
function Reason({ url }: { url: string }) {
  const { t } = useTranslation("study");
  const [{ reason, lang }, setReason] = useState<{ reason: string; lang?: "en" | undefined }>({ reason: "" });
  useEffect(() => {
    const abort = new AbortController();
    whyNot(url, abort.signal).then(
      (error) => setReason({ reason: error?.message ?? say("study:viewer.cannotShow"), lang: langOf(error) }),
      (error: unknown) => {
        if (!isAbort(error)) setReason({ reason: error instanceof Error ? error.message : "", lang: langOf(error) });
      },
    );
    return () => abort.abort();
  }, [url]);
  return (
    <div className="viewer-reason" role="alert">
      <Icon name="broken" size={40} />
      <p>{t("viewer.failed")}</p>
      <p className="muted" lang={lang}>
        {reason}
      </p>
    </div>
  );
}

/** One to one, the pointer drags the picture; fitted, a finger swipes to the next. */
function usePointer(stage: RefObject<HTMLDivElement>, zoom: Zoom, onPrevious: (() => void) | null, onNext: (() => void) | null) {
  const start = useRef<{ x: number; y: number; left: number; top: number } | null>(null);

  const onPointerDown = (event: PointerEvent) => {
    const element = stage.current;
    if (element === null || event.button !== 0) return;
    start.current = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop };
  };
  const onPointerMove = (event: PointerEvent) => {
    const element = stage.current;
    if (element === null || start.current === null || zoom !== "actual" || event.pointerType !== "mouse") return;
    element.scrollLeft = start.current.left - (event.clientX - start.current.x);
    element.scrollTop = start.current.top - (event.clientY - start.current.y);
  };
  const onPointerUp = (event: PointerEvent) => {
    const moved = start.current === null ? 0 : event.clientX - start.current.x;
    start.current = null;
    if (zoom !== "fit" || event.pointerType !== "touch" || Math.abs(moved) < swipePixels) return;
    (moved < 0 ? onNext : onPrevious)?.();
  };
  const onPointerCancel = () => {
    start.current = null;
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onPointerLeave: onPointerCancel };
}
