import { useTranslation } from "react-i18next";
import { readStudy } from "../../api/studies";
import { formatDicomDate } from "../../dicom/dates";
import { readPersonName } from "../../dicom/personName";
import { Icon } from "../../ui/Icon";
import { PatientName } from "../../ui/PatientName";
import { Turns } from "../../ui/turns";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";
import "./words";

const turns = new Turns(4);

/** The studies that were chosen before the page was opened: whose they are, and what. */
export function ChosenStudies({ uids, onRemove }: { uids: readonly string[]; onRemove: (uid: string) => void }) {
  const { t } = useTranslation("discs");
  return (
    <div className="admin-form-whole">
      <h3 id="chosen-heading" className="admin-h3">
        {t("chosen", { count: uids.length })}
      </h3>
      <ul className="chosen-studies" aria-labelledby="chosen-heading">
        {uids.map((uid) => (
          <ChosenStudy key={uid} uid={uid} onRemove={() => onRemove(uid)} />
        ))}
      </ul>
    </div>
  );
}

function ChosenStudy({ uid, onRemove }: { uid: string; onRemove: () => void }) {
  const { t } = useTranslation("discs");
  const [study] = useResource(`study/${uid}`, (signal) => turns.take(signal, () => readStudy(uid, signal)));
  const found = study.state === "ready" ? study.value : null;
  const what = found === null ? [] : [found.patient_id, formatDicomDate(found.study_date), found.description].filter(Boolean);
  const name = found === null ? uid : [readPersonName(found.patient_name).primary, ...what.slice(1)].filter(Boolean).join(", ");
  return (
    <li>
      <div>
        {found !== null && (
          <p>
            <strong>
              <PatientName value={found.patient_name} />
            </strong>{" "}
            <span dir="auto">{what.join(" · ")}</span>
          </p>
        )}
        {study.state === "failed" && <p className="access-failure">{t(study.error.isNotFound ? "notHere" : "notKnown")}</p>}
        <p className="muted">
          <Uid value={uid} />
        </p>
      </div>
      <button type="button" className="icon-button" aria-label={t("leaveStudy", { study: name })} title={t("leaveStudy", { study: name })} onClick={onRemove}>
        <Icon name="close" size={16} />
      </button>
    </li>
  );
}
