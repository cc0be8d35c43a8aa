import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listObjects, listSeries } from "../../api/dicomweb";
import type { Series, SeriesObject } from "../../api/dicomweb";
import { wordsOf } from "../../access/useAction";
import { sopClassName } from "../../dicom/sopClasses";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";
import { MarkAct } from "./MarkAct";
import type { Reach } from "../../api/deletions";

const objectsOfPage = 50;

interface Props {
  studyInstanceUid: string;
  /** Changes where something has gone or come back. */
  revision: string;
  onDone: (reach: Reach | null) => void;
}

/** The series of a study, and their objects where they are asked for. */
export function PartsToDelete({ studyInstanceUid, revision, onDone }: Props) {
  const { t } = useTranslation("deleting");
  const [series, again] = useResource<Series[]>(`series/${studyInstanceUid}`, (signal) => listSeries(studyInstanceUid, signal), { revision });
  if (series.state === "loading") return <p role="status">{t("partsLoading")}</p>;
  if (series.state === "failed") {
    return (
      <p role="alert">
        {t("failed", { reason: wordsOf(series.error) })}{" "}
        <button type="button" className="button" onClick={again}>
          {t("again")}
        </button>
      </p>
    );
  }
  if (series.value.length === 0) return <p className="muted">{t("none")}</p>;
  return (
    <ul className="marks">
      {series.value.map((each) => (
        <SeriesPart key={each.series_instance_uid} studyInstanceUid={studyInstanceUid} series={each} onDone={onDone} />
      ))}
    </ul>
  );
}

function SeriesPart({ studyInstanceUid, series, onDone }: { studyInstanceUid: string; series: Series; onDone: (reach: Reach | null) => void }) {
  const { t } = useTranslation("deleting");
  const [isOpen, setOpen] = useState(false);
  const uid = series.series_instance_uid;
  const name = t("seriesName", { number: series.number ?? t("unnumbered") });
  return (
    <li>
      <div className="mark-words">
        <span>
          <strong>{name}</strong> <span dir="auto">{series.description}</span>
        </span>
        <span className="muted">
          {[series.modality, t("objects", { count: series.objects })].filter(Boolean).join(" · ")} <Uid value={uid} />
        </span>
      </div>
      <div className="mark-buttons">
        <button type="button" className="button" aria-expanded={isOpen} aria-label={`${t("showObjects")}: ${name}`} onClick={() => setOpen(!isOpen)}>
          {t("showObjects")}
        </button>
        <MarkAct target={{ level: "series", subject: uid, study_instance_uid: studyInstanceUid }} name={name} objects={series.objects} onDone={onDone} />
      </div>
      {isOpen && <Objects key={series.objects} studyInstanceUid={studyInstanceUid} series={series} onDone={onDone} />}
    </li>
  );
}

function Objects({ studyInstanceUid, series, onDone }: { studyInstanceUid: string; series: Series; onDone: (reach: Reach | null) => void }) {
  const { t } = useTranslation("deleting");
  const [shown, setShown] = useState(objectsOfPage);
  const uid = series.series_instance_uid;
  const [objects] = useResource<SeriesObject[]>(
    `objects/${uid}/${series.objects}/${shown}`,
    (signal) => listObjects(studyInstanceUid, uid, { limit: shown, offset: 0 }, signal),
    { keepWhileLoading: true },
  );
  if (objects.state === "loading") return <p role="status">{t("partsLoading")}</p>;
  if (objects.state === "failed") return <p role="alert">{t("failed", { reason: wordsOf(objects.error) })}</p>;
  return (
    <div className="mark-objects">
      <ul className="marks">
        {objects.value.map((object) => (
          <li key={object.sop_instance_uid}>
            <div className="mark-words">
              <strong>{t("objectName", { number: object.number ?? t("unnumbered") })}</strong>
              <span className="muted">
                <span lang="en">{sopClassName(object.sop_class_uid)}</span> <Uid value={object.sop_instance_uid} />
              </span>
            </div>
            <MarkAct
              target={{ level: "object", subject: object.sop_instance_uid, study_instance_uid: studyInstanceUid }}
              name={t("objectName", { number: object.number ?? object.sop_instance_uid })}
              onDone={onDone}
            />
          </li>
        ))}
      </ul>
      {objects.value.length >= shown && (
        <button type="button" className="button" disabled={objects.refreshing} onClick={() => setShown(shown + objectsOfPage)}>
          {t("more")}
        </button>
      )}
    </div>
  );
}
