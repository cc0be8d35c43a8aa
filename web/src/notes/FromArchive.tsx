import { useTranslation } from "react-i18next";
import { bringBack } from "../api/studies";
import { langOf } from "../ui/errorWords";
import { Icon } from "../ui/Icon";
import { useResource } from "../ui/useResource";
import "./words";

/** Stands over a study that was opened and that only an archive has: has it sent back, and says so until it is here. */
export function FromArchive({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("study");
  const [asked, again] = useResource<{ jobs: number[] }>(`retrieve/${studyInstanceUid}`, (signal) => bringBack(studyInstanceUid, signal));
  if (asked.state === "failed") {
    return (
      <div className="from-archive from-archive-failed" role="alert">
        <Icon name="warning" size={22} />
        <p>
          {t("archive.failed")}{" "}
          <span lang={langOf(asked.error)}>{asked.error.message}</span>
        </p>
        <button type="button" className="button" onClick={again}>
          <Icon name="refresh" size={16} /> {t("archive.again")}
        </button>
      </div>
    );
  }
  if (asked.state === "ready" && asked.value.jobs.length === 0) {
    return (
      <div className="from-archive from-archive-failed" role="alert">
        <Icon name="warning" size={22} />
        <p>{t("archive.unknown")}</p>
      </div>
    );
  }
  return (
    <div className="from-archive" role="status">
      <span className="spinner" aria-hidden="true" />
      <p>{t("archive.coming")}</p>
    </div>
  );
}
