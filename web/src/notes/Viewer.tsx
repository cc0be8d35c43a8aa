import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { fullSizeUrl } from "../api/images";
import { renderedImageOf } from "./keyImages";
import type { KeyImage } from "./keyImages";
import { ViewerBar } from "./ViewerBar";
import { ViewerStage } from "./ViewerStage";
import type { Zoom } from "./ViewerStage";
import { ViewerStrip } from "./ViewerStrip";
import "./words";

interface ViewerProps {
  title: string;
  patientName: string;
  /** Only what has a picture. */
  images: readonly KeyImage[];
  first: KeyImage;
  onClose: (last: KeyImage) => void;
}

/** The key images of one note, one at a time and large. A modal dialog: the page behind it is out of reach. */
export function Viewer({ title, patientName, images, first, onClose }: ViewerProps) {
  const { t } = useTranslation("study");
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  const [key, setKey] = useState(first.key);
  const [zoom, setZoom] = useState<Zoom>("fit");
  const [withState, setWithState] = useState(true);

  // The note may be loaded anew while the viewer is open: the picture is found by its key, not by its place.
  const index = Math.max(0, images.findIndex((image) => image.key === key));
  const image = images[index] ?? first;

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.focus();
    document.documentElement.classList.add("viewer-open");
    return () => document.documentElement.classList.remove("viewer-open");
  }, []);

  useEffect(() => {
    for (const neighbour of [images[index + 1], images[index - 1]]) {
      if (neighbour) new Image().src = fullSizeUrl(renderedImageOf(neighbour, withState));
    }
  }, [images, index, withState]);

  const show = (at: number) => {
    const next = images[at];
    if (next) setKey(next.key);
  };
  const close = () => onClose(image);
  const changeZoom = () => setZoom(zoom === "fit" ? "actual" : "fit");
  const hasState = image.reference.presentation_state_uid !== null;

  const actions: Record<string, () => void> = {
    ArrowRight: () => show(index + 1),
    ArrowLeft: () => show(index - 1),
    Home: () => show(0),
    End: () => show(images.length - 1),
    z: changeZoom,
    p: () => hasState && setWithState(!withState),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    action();
  };

  return (
    <dialog
      ref={dialog}
      className="viewer"
      aria-labelledby={headingId}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClose={close}
    >
      <ViewerBar
        headingId={headingId}
        title={title}
        patientName={patientName}
        image={image}
        place={t("viewer.place", { number: index + 1, count: images.length })}
        zoom={zoom}
        onZoom={changeZoom}
        withState={withState}
        onState={hasState ? () => setWithState(!withState) : null}
        onClose={close}
      />
      <ViewerStage
        key={`${image.key}/${withState}`}
        image={image}
        url={fullSizeUrl(renderedImageOf(image, withState))}
        zoom={zoom}
        onZoom={changeZoom}
        onPrevious={index > 0 ? () => show(index - 1) : null}
        onNext={index < images.length - 1 ? () => show(index + 1) : null}
      />
      {images.length > 1 && <ViewerStrip images={images} shown={index} onShow={show} />}
    </dialog>
  );
}
