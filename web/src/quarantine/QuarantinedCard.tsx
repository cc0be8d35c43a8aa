import { lazy, Suspense, useId } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../access/session";
import type { QuarantinedObject } from "../api/quarantine";
import { formatMoment } from "../dicom/dates";
import { countFindings, Findings } from "../ui/Findings";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { Uid } from "../ui/Uid";
import "./words";

/** Loaded for those who may repair. */
const RepairPreviewPanel = lazy(() => import("../admin/repairs/RepairPreviewPanel").then((loaded) => ({ default: loaded.RepairPreviewPanel })));

export function QuarantinedCard({ object, onDone }: { object: QuarantinedObject; onDone: () => void }) {
  const { t } = useTranslation("quarantine");
  const mayRepair = useMay("author");
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
      </dl>
      <Findings findings={object.findings} label={t("findings", { object: object.sop_instance_uid })} />
      {mayRepair && (
        <Suspense fallback={null}>
          <RepairPreviewPanel kosd={object.sop_instance_uid} onDone={onDone} />
        </Suspense>
      )}
    </article>
  );
}
