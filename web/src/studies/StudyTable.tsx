import type { KeyboardEvent, MouseEvent } from "react";
import type { Study } from "../api/studies";
import { formatDicomDate } from "../dicom/dates";
import { moveFocusByArrows } from "../ui/arrowKeys";
import { Star } from "../ui/Icon";
import { Modalities } from "../ui/Modalities";
import { PatientName } from "../ui/PatientName";
import { go, isPlainClick, Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { StudyPictures } from "./StudyPictures";

const onArrows = (event: KeyboardEvent<HTMLElement>) => moveFocusByArrows(event, ".study-link", ["ArrowDown", "ArrowUp"]);

/** One row a study. The roles are written out because narrow windows lay the rows out as cards. */
export function StudyTable({ studies }: { studies: readonly Study[] }) {
  return (
    <table className="table studies" role="table" aria-label="Studies with key image notes" onKeyDown={onArrows}>
      <thead role="rowgroup">
        <tr role="row">
          {["Patient", "Patient ID", "Born", "Study date", "Modality", "Description", "Key images"].map((title) => (
            <th key={title} scope="col" role="columnheader">
              {title}
            </th>
          ))}
          <th scope="col" role="columnheader" className="number">
            Notes
          </th>
          <th scope="col" role="columnheader" className="number">
            Objects
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {studies.map((study) => (
          <StudyRow key={study.study_instance_uid} study={study} />
        ))}
      </tbody>
    </table>
  );
}

/** Longer patient IDs are broken into lines. */
const longestWholeId = 16;

function StudyRow({ study }: { study: Study }) {
  const path = studyPath(study.study_instance_uid);
  const open = (event: MouseEvent<HTMLElement>) => {
    const onLink = event.target instanceof Element && event.target.closest("a") !== null;
    if (onLink || !isPlainClick(event) || window.getSelection()?.toString()) return;
    go(path);
  };
  return (
    <tr role="row" className="study-row" onClick={open}>
      <td role="cell" className="study-patient">
        <Link to={path} className="study-link">
          <PatientName value={study.patient_name} />
        </Link>
      </td>
      <td role="cell" className={study.patient_id.length <= longestWholeId ? "study-id nowrap" : "study-id"}>
        {study.patient_id}
      </td>
      <td role="cell" className="study-born nowrap">
        {formatDicomDate(study.patient_birth_date)} <span className="muted">{study.patient_sex}</span>
      </td>
      <td role="cell" className="study-date nowrap">
        {formatDicomDate(study.study_date) || <span className="muted">no date</span>}
      </td>
      <td role="cell" className="study-modalities">
        <Modalities of={study.modalities} />
      </td>
      <td role="cell" className="study-description">
        <span dir="auto">{study.description}</span>
        {study.accession_number !== "" && <span className="study-accession muted">{study.accession_number}</span>}
      </td>
      <td role="cell" className="study-pictures">
        {study.objects > 0 ? <StudyPictures studyInstanceUid={study.study_instance_uid} /> : <span className="muted">No images here yet</span>}
      </td>
      <td role="cell" className="study-notes number">
        <Star size={14} /> {study.notes.toLocaleString("en")}
        <span className="narrow-only"> {study.notes === 1 ? "note" : "notes"}</span>
      </td>
      <td role="cell" className="study-objects number">
        {study.objects.toLocaleString("en")}
        <span className="narrow-only"> {study.objects === 1 ? "object" : "objects"}</span>
      </td>
    </tr>
  );
}
