import { useState } from "react";
import { useTranslation } from "react-i18next";
import { thumbnailUrl } from "../api/images";
import { sopClassName } from "../dicom/sopClasses";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { Uid } from "../ui/Uid";
import { renderedImageOf } from "./keyImages";
import type { KeyImage } from "./keyImages";
import "./words";

interface KeyImageTileProps {
  image: KeyImage;
  /** The study of the object where it is another one than the page's. */
  otherStudy: string | null;
  onShow: (image: KeyImage) => void;
}

export function KeyImageTile({ image, otherStudy, onShow }: KeyImageTileProps) {
  const { t } = useTranslation("study");
  return (
    <li className={`tile tile-${image.kind}`}>
      {image.kind === "picture" ? <PictureTile image={image} onShow={onShow} /> : <WordsTile image={image} kind={image.kind} />}
      {otherStudy !== null && (
        <Link to={studyPath(otherStudy)} className="tile-other">
          {t("tiles.otherStudy")}
        </Link>
      )}
    </li>
  );
}

function PictureTile({ image, onShow }: { image: KeyImage; onShow: (image: KeyImage) => void }) {
  const { t } = useTranslation("study");
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const name = sopClassName(image.reference.sop_class_uid);
  const frame = image.frame === null ? "" : t("tiles.frame", { frame: image.frame });
  const withState = image.reference.presentation_state_uid === null ? "" : t("tiles.withState");
  return (
    <button
      type="button"
      className="tile-button"
      data-key-image={image.key}
      aria-label={`${[t("tiles.label", { position: image.position, name }), frame, withState].filter(Boolean).join(", ")}. ${t("tiles.show")}`}
      onClick={() => onShow(image)}
    >
      {state === "failed" ? (
        <span className="tile-failed">
          <Icon name="broken" size={26} />
          {t("tiles.failed")}
        </span>
      ) : (
        <img
          className={`tile-image tile-image-${state}`}
          src={thumbnailUrl(renderedImageOf(image), 320)}
          alt=""
          width={160}
          height={160}
          loading="lazy"
          decoding="async"
          onLoad={() => setState("ready")}
          onError={() => setState("failed")}
        />
      )}
      <span className="tile-marks" aria-hidden="true">
        <span className="tile-mark">{image.position}</span>
        {image.frame !== null && <span className="tile-mark">{t("tiles.frameMark", { frame: image.frame })}</span>}
        {withState !== "" && (
          <span className="tile-mark tile-mark-state" title={t("tiles.state")}>
            <Icon name="layers" size={12} /> PS
          </span>
        )}
      </span>
    </button>
  );
}

const icons = { not_here: "away", other_patient: "broken", in_archive: "away", without_picture: "document" } as const;

/** An object that has no picture, or none now: what it is, and under which UID it will come. */
function WordsTile({ image, kind }: { image: KeyImage; kind: keyof typeof icons }) {
  const { t } = useTranslation("study");
  const { reference } = image;
  return (
    <div className="tile-words">
      <p className="tile-kind">
        <Icon name={icons[kind]} size={18} /> {t(`tiles.kinds.${kind}.name`)}
      </p>
      <p className="tile-class">
        {sopClassName(reference.sop_class_uid)}
        {reference.frames.length > 0 && <span className="muted"> {t("tiles.frame", { frame: reference.frames.join(", ") })}</span>}
      </p>
      <p className="tile-uid" title={t(`tiles.kinds.${kind}.title`)}>
        <Uid value={reference.sop_instance_uid} />
      </p>
      <span className="tile-marks" aria-hidden="true">
        <span className="tile-mark">{image.position}</span>
      </span>
    </div>
  );
}
