import { useState } from "react";
import { thumbnailUrl } from "../api/images";
import { sopClassName } from "../dicom/sopClasses";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { Uid } from "../ui/Uid";
import { renderedImageOf } from "./keyImages";
import type { KeyImage } from "./keyImages";

interface KeyImageTileProps {
  image: KeyImage;
  /** The study of the object where it is another one than the page's. */
  otherStudy: string | null;
  onShow: (image: KeyImage) => void;
}

export function KeyImageTile({ image, otherStudy, onShow }: KeyImageTileProps) {
  return (
    <li className={`tile tile-${image.kind}`}>
      {image.kind === "picture" ? <PictureTile image={image} onShow={onShow} /> : <WordsTile image={image} kind={image.kind} />}
      {otherStudy !== null && (
        <Link to={studyPath(otherStudy)} className="tile-other">
          other study
        </Link>
      )}
    </li>
  );
}

function PictureTile({ image, onShow }: { image: KeyImage; onShow: (image: KeyImage) => void }) {
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const name = sopClassName(image.reference.sop_class_uid);
  const frame = image.frame === null ? "" : `, frame ${image.frame}`;
  const withState = image.reference.presentation_state_uid === null ? "" : ", with presentation state";
  return (
    <button
      type="button"
      className="tile-button"
      data-key-image={image.key}
      aria-label={`Key image ${image.position}: ${name}${frame}${withState}. Show large`}
      onClick={() => onShow(image)}
    >
      {state === "failed" ? (
        <span className="tile-failed">
          <Icon name="broken" size={26} />
          Picture could not be made
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
        {image.frame !== null && <span className="tile-mark">Frame {image.frame}</span>}
        {withState !== "" && (
          <span className="tile-mark tile-mark-state" title="Shown with a presentation state">
            <Icon name="layers" size={12} /> PS
          </span>
        )}
      </span>
    </button>
  );
}

const words = {
  not_here: { icon: "away", name: "Not here yet", title: "Shown here by itself when the object arrives" },
  other_patient: { icon: "broken", name: "Another patient's", title: "Not shown with this note: find out whose it is, and edit the note" },
  in_archive: { icon: "away", name: "In the archive", title: "Shown here by itself when the archive has sent it" },
  without_picture: { icon: "document", name: "No picture", title: "The object is here, but is not an image" },
} as const;

/** An object that has no picture, or none now: what it is, and under which UID it will come. */
function WordsTile({ image, kind }: { image: KeyImage; kind: keyof typeof words }) {
  const { reference } = image;
  const { icon, name, title } = words[kind];
  return (
    <div className="tile-words">
      <p className="tile-kind">
        <Icon name={icon} size={18} /> {name}
      </p>
      <p className="tile-class">
        {sopClassName(reference.sop_class_uid)}
        {reference.frames.length > 0 && <span className="muted"> frame {reference.frames.join(", ")}</span>}
      </p>
      <p className="tile-uid" title={title}>
        <Uid value={reference.sop_instance_uid} />
      </p>
      <span className="tile-marks" aria-hidden="true">
        <span className="tile-mark">{image.position}</span>
      </span>
    </div>
  );
}
