import { useState } from "react";
import { useTranslation } from "react-i18next";
import { thumbnailUrl } from "../../api/images";
import { sopClassName } from "../../dicom/sopClasses";
import { Icon } from "../../ui/Icon";
import { Sign } from "../icons";
import type { LookHands } from "../look/useLooks";
import { moved, stateOf, withLook } from "./draft";
import type { Draft, DraftImage } from "./draft";

interface DraftImagesProps {
  draft: Draft;
  onWrite: (next: Draft) => void;
  onShow: (image: DraftImage) => void;
  looks: LookHands;
}

/** The chosen images in their order: by dragging, or by the arrows beside each. */
export function DraftImages({ draft, onWrite, onShow, looks }: DraftImagesProps) {
  const { t } = useTranslation("notes");
  const [dragged, setDragged] = useState<number | null>(null);
  const [target, setTarget] = useState<number | null>(null);

  const drop = (at: number) => {
    if (dragged !== null && dragged !== at) onWrite(moved(draft, dragged, at));
    setDragged(null);
    setTarget(null);
  };
  if (draft.images.length === 0) return <p className="muted draft-none">{t("draft.noImages")}</p>;
  return (
    <ol className="draft-images" aria-describedby="draft-images-hint">
      {draft.images.map((image, index) => (
        <li
          key={`${image.sop_instance_uid}/${image.frame ?? ""}`}
          className={["draft-image", index === dragged && "draft-image-dragged", index === target && index !== dragged && "draft-image-target"].filter(Boolean).join(" ")}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = "move";
            event.dataTransfer.setData("text/plain", String(index));
            setDragged(index);
          }}
          onDragOver={(event) => {
            if (dragged === null) return;
            event.preventDefault();
            setTarget(index);
          }}
          onDrop={(event) => {
            event.preventDefault();
            drop(index);
          }}
          onDragEnd={() => drop(dragged ?? index)}
        >
          <button type="button" className="draft-picture" aria-label={t("draft.go", { number: index + 1 })} onClick={() => onShow(image)}>
            <Small image={image} />
          </button>
          <span className="draft-image-words">
            <span>{t("draft.image", { number: index + 1 })}</span>
            <span className="muted">{[sopClassName(image.sop_class_uid), image.frame === null ? "" : t("draft.frame", { frame: image.frame })].filter(Boolean).join(", ")}</span>
          </span>
          <span className="draft-image-ways">
            <button type="button" className="tool" aria-label={t("draft.up", { number: index + 1 })} disabled={index === 0} onClick={() => onWrite(moved(draft, index, index - 1))}>
              <Sign name="up" size={16} />
            </button>
            <button type="button" className="tool" aria-label={t("draft.down", { number: index + 1 })} disabled={index === draft.images.length - 1} onClick={() => onWrite(moved(draft, index, index + 1))}>
              <Sign name="down" size={16} />
            </button>
            <button
              type="button"
              className="tool"
              aria-label={t("draft.out", { number: index + 1 })}
              onClick={() => onWrite({ ...draft, images: draft.images.filter((_, at) => at !== index) })}
            >
              <Icon name="close" size={16} />
            </button>
          </span>
          <ImageLook image={image} number={index + 1} looks={looks} onDrop={() => onWrite(withLook(draft, image, null))} />
        </li>
      ))}
    </ol>
  );
}

/** Whether its look is kept, and the ways to keep it as it looks now or as it is stored. */
function ImageLook({ image, number, looks, onDrop }: { image: DraftImage; number: number; looks: LookHands; onDrop: () => void }) {
  const { t } = useTranslation("notes");
  const { look = null } = image;
  const isKept = look !== null || image.presentation_state_uid !== null;
  const canKeep = looks.isShown(image);
  if (!isKept && !canKeep && image.isLookRefused !== true) return null;
  const window = look === null ? null : { width: Math.round(look.window.width), center: Math.round(look.window.center) };
  return (
    <span className="draft-look">
      {window !== null && look !== null && <span>{t(look.marks.length > 0 ? "draft.look.keptWithMarks" : "draft.look.kept", window)}</span>}
      {look === null && isKept && <span>{t("draft.look.ofNote")}</span>}
      {image.isLookRefused === true && <span role="status">{t("draft.look.refused")}</span>}
      {canKeep && image.isLookRefused !== true && (
        <button type="button" className="button" aria-label={t("draft.look.keepImage", { number })} onClick={() => looks.keep(image)}>
          {t(isKept ? "draft.look.renew" : "draft.look.keep")}
        </button>
      )}
      {isKept && (
        <button type="button" className="button" aria-label={t("draft.look.dropImage", { number })} onClick={onDrop}>
          {t("draft.look.drop")}
        </button>
      )}
    </span>
  );
}

function Small({ image }: { image: DraftImage }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <span className="small-picture small-picture-failed draft-thumbnail" />;
  return <img className="small-picture draft-thumbnail" src={thumbnailUrl({ sop_instance_uid: image.sop_instance_uid, frame: image.frame ?? 1, presentation_state_uid: image.look ? null : stateOf(image) }, 96)} alt="" draggable={false} onError={() => setFailed(true)} />;
}
