import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { KeyImage } from "./keyImages";
import { SmallPicture } from "./SmallPicture";
import "./words";

/** So many small pictures stand on each side of the one that is shown. */
const neighbours = 12;

interface ViewerStripProps {
  images: readonly KeyImage[];
  shown: number;
  onShow: (index: number) => void;
}

/** Small pictures around the shown one. For the pointer only: the keyboard has its arrows. */
export function ViewerStrip({ images, shown, onShow }: ViewerStripProps) {
  const { t } = useTranslation("study");
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [shown]);

  const from = Math.max(0, shown - neighbours);
  const around = images.slice(from, shown + neighbours + 1);
  return (
    <div className="viewer-strip">
      {around.map((image, offset) => {
        const index = from + offset;
        return (
          <button
            key={image.key}
            ref={index === shown ? current : undefined}
            type="button"
            tabIndex={-1}
            className="viewer-small"
            aria-label={t("viewer.show", { number: index + 1 })}
            aria-current={index === shown}
            onClick={() => onShow(index)}
          >
            <SmallPicture image={image} pixels={56} />
          </button>
        );
      })}
    </div>
  );
}
