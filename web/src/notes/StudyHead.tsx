import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { withQuery } from "../api/client";
import type { Study } from "../api/studies";
import { ageInYears, formatDicomDate } from "../dicom/dates";
import { formatNumber, say } from "../i18n/language";
import { Modalities } from "../ui/Modalities";
import { PatientName } from "../ui/PatientName";
import { Link } from "../ui/router";
import { studiesPath } from "../ui/routes";
import { Uid } from "../ui/Uid";
import "./words";

/** Whose study this is: stands above everything that is shown of it. */
export function StudyHead({ study, heading }: { study: Study; heading: RefObject<HTMLHeadingElement> }) {
  const { t } = useTranslation("study");
  const age = ageInYears(study.patient_birth_date, study.study_date);
  const born = [formatDicomDate(study.patient_birth_date), age === null ? "" : t("study.age", { age })].filter(Boolean).join(" ");
  return (
    <section className="study-head" aria-label={t("study.name")}>
      <div className="study-head-who">
        <h1 ref={heading} tabIndex={-1}>
          <PatientName value={study.patient_name} />
        </h1>
        <p dir="auto" className="study-head-what">
          {study.description || <span className="muted">{t("study.noDescription")}</span>}
        </p>
      </div>
      <dl className="facts">
        <Fact name={t("study.id")}>
          {study.patient_id === "" ? (
            ""
          ) : (
            <Link to={withQuery(studiesPath, { id: study.patient_id, keyImages: "any" })} title={t("study.others")}>
              {study.patient_id}
            </Link>
          )}
        </Fact>
        <Fact name={t("study.born")}>{born}</Fact>
        <Fact name={t("study.sex")}>{sexOf(study.patient_sex)}</Fact>
        <Fact name={t("study.date")}>{formatDicomDate(study.study_date)}</Fact>
        <Fact name={t("study.modality")}>{study.modalities.length === 0 ? "" : <Modalities of={study.modalities} />}</Fact>
        <Fact name={t("study.accession")}>{study.accession_number}</Fact>
        <Fact name={t("study.objects")}>{study.objects > 0 ? formatNumber(study.objects) : t("study.noObjects")}</Fact>
        <Fact name="Study Instance UID">
          <Uid value={study.study_instance_uid} />
        </Fact>
      </dl>
    </section>
  );
}

/** As in DICOM; what it does not know is shown as it came. */
function sexOf(value: string): string {
  return ["M", "F", "O"].includes(value) ? say(`study:study.sexes.${value}`) : value;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children === "" ? "–" : children}</dd>
    </div>
  );
}
