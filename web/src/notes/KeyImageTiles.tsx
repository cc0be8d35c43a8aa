import { useState } from "react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { moveFocusByArrows } from "../ui/arrowKeys";
import { KeyImageTile } from "./KeyImageTile";
import type { KeyImage } from "./keyImages";
import "./words";

/** A note may name thousands of images: so many are drawn at first, and with each further step. */
const shownAtFirst = 60;
const shownByStep = 240;

interface KeyImageTilesProps {
  images: readonly KeyImage[];
  ownStudyInstanceUid: string;
  onShow: (image: KeyImage) => void;
}

/** Nothing also for a reference that names no study. */
const otherStudyOf = ({ reference }: KeyImage, own: string) => (reference.study_instance_uid === own ? null : reference.study_instance_uid);

const onArrows = (event: KeyboardEvent<HTMLElement>) => moveFocusByArrows(event, ".tile-button", ["ArrowRight", "ArrowLeft"]);

export function KeyImageTiles({ images, ownStudyInstanceUid, onShow }: KeyImageTilesProps) {
  const { t } = useTranslation("study");
  const [atMost, setAtMost] = useState(shownAtFirst);
  if (images.length === 0) return <p className="image-area tiles-none">{t("tiles.none")}</p>;
  return (
    <div className="image-area">
      <ol className="tiles" aria-label={t("tiles.name")} onKeyDown={onArrows}>
        {images.slice(0, atMost).map((image) => (
          <KeyImageTile key={image.key} image={image} otherStudy={otherStudyOf(image, ownStudyInstanceUid)} onShow={onShow} />
        ))}
      </ol>
      {images.length > atMost && (
        <button type="button" className="button" onClick={() => setAtMost(atMost + shownByStep)}>
          {t("tiles.more", { count: images.length - atMost })}
        </button>
      )}
    </div>
  );
}
