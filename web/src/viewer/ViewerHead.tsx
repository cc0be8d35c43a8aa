import { useTranslation } from "react-i18next";
import type { Study } from "../api/studies";
import { formatDicomDate } from "../dicom/dates";
import { LanguageChoice } from "../i18n/LanguageChoice";
import { Icon } from "../ui/Icon";
import { PatientName } from "../ui/PatientName";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";

/** Whose pictures these are, and the way back. */
export function ViewerHead({ studyInstanceUid, study }: { studyInstanceUid: string; study: Study | null }) {
  const { t } = useTranslation("viewer");
  return (
    <header className="area-head">
      <Link to={studyPath(studyInstanceUid)} className="button area-back" title={t("back")}>
        <Icon name="back" size={16} /> <span className="wide-only">{t("back")}</span>
      </Link>
      <h1 className="area-who">
        {study === null ? t("title") : <PatientName value={study.patient_name} />}
        {study !== null && <span className="area-study" dir="auto">{[study.patient_id, formatDicomDate(study.study_date), study.description].filter(Boolean).join(" · ")}</span>}
      </h1>
      <span className="area-warning">{t("notForDiagnosis")}</span>
      <LanguageChoice />
    </header>
  );
}
