import type { ReactNode, RefObject } from "react";
import type { Study } from "../api/studies";
import { ageInYears, formatDicomDate } from "../dicom/dates";
import { Modalities } from "../ui/Modalities";
import { PatientName } from "../ui/PatientName";
import { Uid } from "../ui/Uid";

const sexes: Record<string, string> = { M: "male", F: "female", O: "other" };

/** Whose study this is: stands above everything that is shown of it. */
export function StudyHead({ study, heading }: { study: Study; heading: RefObject<HTMLHeadingElement> }) {
  const age = ageInYears(study.patient_birth_date, study.study_date);
  const born = [formatDicomDate(study.patient_birth_date), age === null ? "" : `(${age} y at the study)`].filter(Boolean).join(" ");
  return (
    <section className="study-head" aria-label="Study">
      <div className="study-head-who">
        <h1 ref={heading} tabIndex={-1}>
          <PatientName value={study.patient_name} />
        </h1>
        <p dir="auto" className="study-head-what">
          {study.description || <span className="muted">no description</span>}
        </p>
      </div>
      <dl className="facts">
        <Fact name="Patient ID">{study.patient_id}</Fact>
        <Fact name="Born">{born}</Fact>
        <Fact name="Sex">{sexes[study.patient_sex] ?? study.patient_sex}</Fact>
        <Fact name="Study date">{formatDicomDate(study.study_date)}</Fact>
        <Fact name="Modality">{study.modalities.length === 0 ? "" : <Modalities of={study.modalities} />}</Fact>
        <Fact name="Accession number">{study.accession_number}</Fact>
        <Fact name="Objects here">{study.objects > 0 ? study.objects.toLocaleString("en") : "no images here yet"}</Fact>
        <Fact name="Study Instance UID">
          <Uid value={study.study_instance_uid} />
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children === "" ? "–" : children}</dd>
    </div>
  );
}
