import { lazy, Suspense, useId } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../access/session";
import type { QuarantinedObject } from "../api/quarantine";
import { readStudy } from "../api/studies";
import { formatDicomDate, formatMoment } from "../dicom/dates";
import { countFindings, Findings } from "../ui/Findings";
import { PatientName } from "../ui/PatientName";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { Turns } from "../ui/turns";
import { Uid } from "../ui/Uid";
import { useResource } from "../ui/useResource";
import "./words";

/** Loaded for those who may delete. */
const MarkAct = lazy(() => import("../notes/deletion/MarkAct").then((loaded) => ({ default: loaded.MarkAct })));
/** Loaded for those who may repair. */
const RepairPreviewPanel = lazy(() => import("../admin/repairs/RepairPreviewPanel").then((loaded) => ({ default: loaded.RepairPreviewPanel })));

const turns = new Turns(4);

export function QuarantinedCard({ object, onDone }: { object: QuarantinedObject; onDone: () => void }) {
  const { t } = useTranslation("quarantine");
  const mayRepair = useMay("author");
  const mayDelete = useMay("purge");
  const headingId = useId();
  const title = object.title?.meaning || object.title?.value;
  return (
    <article className="panel quarantined" aria-labelledby={headingId}>
      <header className="quarantined-head">
        <h2 id={headingId} dir="auto">
          {title || t("noTitle")}
        </h2>
        <p className="muted">{countFindings(object.findings)}</p>
      </header>
      <dl className="facts">
        <div>
          <dt>{t("received")}</dt>
          <dd>
            <time dateTime={object.received_at}>{formatMoment(object.received_at)}</time>
          </dd>
        </div>
        <div>
          <dt>{t("from")}</dt>
          <dd>{object.source || "–"}</dd>
        </div>
        <div>
          <dt>SOP Instance UID</dt>
          <dd>
            <Uid value={object.sop_instance_uid} />
          </dd>
        </div>
        <div>
          <dt>{t("study")}</dt>
          <dd>
            {object.study_instance_uid === null ? (
              "–"
            ) : (
              <Link to={studyPath(object.study_instance_uid)}>
                <Uid value={object.study_instance_uid} />
              </Link>
            )}
          </dd>
        </div>
        {object.named_patient !== null && <Patient term={t("named")} {...object.named_patient} />}
        {object.study_instance_uid !== null && <Whose studyInstanceUid={object.study_instance_uid} />}
      </dl>
      <Findings findings={object.findings} label={t("findings", { object: object.sop_instance_uid })} />
      {mayRepair && (
        <Suspense fallback={null}>
          <RepairPreviewPanel kosd={object.sop_instance_uid} onDone={onDone} />
        </Suspense>
      )}
      {mayDelete && object.study_instance_uid !== null && (
        <Suspense fallback={null}>
          <div className="quarantined-delete">
            <MarkAct target={{ level: "object", subject: object.sop_instance_uid, study_instance_uid: object.study_instance_uid }} name={object.sop_instance_uid} onDone={onDone} />
          </div>
        </Suspense>
      )}
    </article>
  );
}

/** The patient of the study as it is known here; nothing where the study is not to be seen. */
function Whose({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("quarantine");
  const [study] = useResource(`study/${studyInstanceUid}`, (signal) => turns.take(signal, () => readStudy(studyInstanceUid, signal)));
  return study.state === "ready" ? <Patient term={t("whose")} {...study.value} /> : null;
}

/** As both are compared: name, ID, date of birth. */
function Patient({ term, patient_name, patient_id, patient_birth_date }: { term: string; patient_name: string; patient_id: string; patient_birth_date: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <PatientName value={patient_name} /> <span className="muted">{[patient_id, formatDicomDate(patient_birth_date)].filter(Boolean).join(" · ")}</span>
      </dd>
    </div>
  );
}
