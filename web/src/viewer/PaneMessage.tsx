import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fullSizeUrl } from "../api/images";
import { Icon } from "../ui/Icon";
import type { PictureFailure } from "./failure";
import type { Frame } from "./stacks";
import type { Picture } from "./usePicture";
import type { StackState } from "./useStack";

interface PaneMessageProps {
  stackState: StackState;
  stackAgain: () => void;
  picture: Picture;
  frame: Frame | null;
  isPreviewed: boolean;
}

/** What stands on a pane where there is no picture, and the way on. It covers the picture before: no picture stands for another. */
export function PaneMessage({ stackState, stackAgain, picture, frame, isPreviewed }: PaneMessageProps) {
  const { t } = useTranslation("viewer");
  if (stackState.state === "none") {
    return (
      <div className="pane-message">
        <p>{t("emptyPane")}</p>
      </div>
    );
  }
  if (stackState.state === "failed") {
    return (
      <div className="pane-message" role="alert">
        <Icon name="warning" size={32} />
        <p className="pane-message-title">{t("failure.series")}</p>
        <p>{stackState.error.message}</p>
        <Again onAgain={stackAgain} />
      </div>
    );
  }
  if (picture.failure !== null && frame !== null) {
    return <FailedPicture key={`${frame.sop_instance_uid}/${frame.frame}`} failure={picture.failure} frame={frame} onAgain={picture.again} />;
  }
  if (stackState.state === "ready" && stackState.stack.frames.length === 0) {
    return (
      <div className="pane-message">
        <Icon name="document" size={32} />
        <p>{t("series.noPicture")}</p>
      </div>
    );
  }
  if (stackState.state === "loading" || picture.isLoading) {
    return <span className={isPreviewed || picture.shown !== null ? "spinner pane-waiting pane-waiting-small" : "spinner pane-waiting"} role="status" aria-label={t("loading.picture")} />;
  }
  return null;
}

function FailedPicture({ failure, frame, onAgain }: { failure: PictureFailure; frame: Frame; onAgain: () => void }) {
  const { t } = useTranslation("viewer");
  const [fromServer, setFromServer] = useState<"no" | "shown" | "failed">("no");
  if (fromServer === "shown") {
    return (
      <div className="pane-message pane-message-picture">
        <img src={fullSizeUrl({ ...frame, presentation_state_uid: null })} alt="" onError={() => setFromServer("failed")} />
        <p role="status">{t("failure.serverPictureShown")}</p>
      </div>
    );
  }
  const own = { archive: t("failure.archiveWords"), undecodable: t("failure.undecodableWords"), unreachable: t("failure.unreachableWords"), missing: "", denied: "", refused: "" }[failure.kind];
  return (
    <div className="pane-message" role="alert">
      <Icon name={failure.kind === "archive" ? "away" : "broken"} size={32} />
      <p className="pane-message-title">{t(`failure.${failure.kind}`)}</p>
      <p>{own || failure.words}</p>
      {fromServer === "failed" && <p>{t("failure.serverPictureFailed")}</p>}
      <div className="pane-message-ways">
        <Again onAgain={onAgain} />
        {failure.kind === "undecodable" && fromServer === "no" && (
          <button type="button" className="button" onClick={() => setFromServer("shown")}>
            {t("failure.serverPicture")}
          </button>
        )}
      </div>
    </div>
  );
}

function Again({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation("viewer");
  return (
    <button type="button" className="button" onClick={onAgain}>
      <Icon name="refresh" size={16} /> {t("failure.again")}
    </button>
  );
}
