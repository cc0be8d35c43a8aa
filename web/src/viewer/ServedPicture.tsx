import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fullSizeUrl } from "../api/images";
import type { Presentation } from "./presentation/parse";
import type { Frame } from "./stacks";

interface ServedPictureProps {
  frame: Frame;
  presentation: Presentation | null;
  /** A person wants to work on the values, without the table. */
  onLeave: () => void;
}

/** A picture with a table of values, as the server draws it, over the one that the viewer draws without. */
export function ServedPicture({ frame, presentation, onLeave }: ServedPictureProps) {
  const { t } = useTranslation("viewer");
  const [hasFailed, setFailed] = useState(false);
  return (
    <>
      {!hasFailed && (
        <div className="pane-served">
          <img className="pane-preview" src={fullSizeUrl({ ...frame, presentation_state_uid: presentation?.sop_instance_uid ?? null })} alt="" draggable={false} onError={() => setFailed(true)} />
        </div>
      )}
      <p className="pane-note pane-note-table" role="status">
        {hasFailed ? t("table.failed") : t("table.served")}{" "}
        {!hasFailed && (
          <button type="button" className="button" onClick={onLeave}>
            {t("table.leave")}
          </button>
        )}
      </p>
    </>
  );
}

/** The values are shown without their table. */
export function TableNote({ onBack }: { onBack: (() => void) | null }) {
  const { t } = useTranslation("viewer");
  return (
    <p className="pane-note pane-note-table" role="status">
      {t("table.without")}{" "}
      {onBack !== null && (
        <button type="button" className="button" onClick={onBack}>
          {t("table.back")}
        </button>
      )}
    </p>
  );
}
