import { useTranslation } from "react-i18next";
import { sopClassName } from "../dicom/sopClasses";
import { Icon, Star } from "../ui/Icon";
import { PatientName } from "../ui/PatientName";
import { Link } from "../ui/router";
import { viewerPath } from "../ui/routes";
import type { KeyImage } from "./keyImages";
import type { Zoom } from "./ViewerStage";
import "./words";

interface ViewerBarProps {
  headingId: string;
  title: string;
  patientName: string;
  image: KeyImage;
  /** Such as `2 of 7`. */
  place: string;
  zoom: Zoom;
  onZoom: () => void;
  withState: boolean;
  /** Null where the picture has no presentation state. */
  onState: (() => void) | null;
  onClose: () => void;
}

export function ViewerBar({ headingId, title, patientName, image, place, zoom, onZoom, withState, onState, onClose }: ViewerBarProps) {
  const { t } = useTranslation("study");
  const { study_instance_uid, series_instance_uid, sop_instance_uid } = image.reference;
  return (
    <header className="viewer-bar">
      <div className="viewer-words">
        <h2 id={headingId}>
          <Star size={16} /> <span dir="auto">{title}</span>
        </h2>
        <p>
          {patientName !== "" && <PatientName value={patientName} />}
          <span className="viewer-class">
            {sopClassName(image.reference.sop_class_uid)}
            {image.frame !== null && `, ${t("tiles.frame", { frame: image.frame })}`}
          </span>
        </p>
      </div>
      <p className="viewer-place" role="status">
        <span className="visually-hidden">{t("viewer.picture")}</span>
        {place}
      </p>
      <div className="viewer-tools">
        <button
          type="button"
          className="button"
          aria-pressed={onState !== null && withState}
          aria-keyshortcuts="p"
          disabled={onState === null}
          title={t(onState === null ? "viewer.noState" : "viewer.toggleState")}
          onClick={() => onState?.()}
        >
          <Icon name="layers" size={16} /> <span className="wide-only">{t("viewer.state")}</span>
          <span className="narrow-only">PS</span>
        </button>
        <button type="button" className="button" aria-pressed={zoom === "actual"} aria-keyshortcuts="z" title={t("viewer.actual")} onClick={onZoom}>
          <Icon name="fit" size={16} /> 1:1
        </button>
        {study_instance_uid !== null && (
          <Link
            to={viewerPath(study_instance_uid, { series: series_instance_uid ?? undefined, image: sop_instance_uid, frame: image.frame ?? 1 })}
            className="button"
            title={t("viewer.amongOthers")}
          >
            <Icon name="layers" size={16} /> <span className="wide-only">{t("viewer.images")}</span>
          </Link>
        )}
        <button type="button" className="button" aria-label={t("viewer.close")} title={t("viewer.closeKey")} onClick={onClose}>
          <Icon name="close" size={16} />
        </button>
      </div>
    </header>
  );
}
