import { getCoreRowModel, useReactTable } from "@tanstack/react-table";
import type { ColumnDef } from "@tanstack/react-table";
import type { KeyboardEvent, MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { FoundStudy } from "../api/studySearch";
import { formatDicomDate } from "../dicom/dates";
import { readPersonName } from "../dicom/personName";
import { formatNumber } from "../i18n/language";
import { moveFocusByArrows } from "../ui/arrowKeys";
import { Chip } from "../ui/Chip";
import { Icon, Star } from "../ui/Icon";
import { Modalities } from "../ui/Modalities";
import { PatientName } from "../ui/PatientName";
import { go, isPlainClick, Link } from "../ui/router";
import { studyPath, viewerPath } from "../ui/routes";
import { TableRows } from "../ui/TableRows";
import type { RowProps } from "../ui/TableRows";
import { drawnWhole } from "../ui/useVirtualRows";
import { turnStudies, useChosen } from "./chosen";
import { StudyPictures } from "./StudyPictures";

const onArrows = (event: KeyboardEvent<HTMLElement>) => moveFocusByArrows(event, ".study-link", ["ArrowDown", "ArrowUp"]);

const choiceColumn: ColumnDef<FoundStudy> = { id: "choice", meta: { className: "study-choice" } };
const columns = ["patient", "id", "born", "date", "modality", "description", "pictures", "notes", "objects"].map((id): ColumnDef<FoundStudy> => ({ id, meta: { className: id === "notes" || id === "objects" ? "number" : undefined } }));
const rowPixels = 58;

const columnsWithChoice = [choiceColumn, ...columns];

/** One row a study; where `mayChoose`, each has a check box. The roles are written out because narrow windows lay the rows out as cards. */
export function StudyTable({ studies, mayChoose }: { studies: readonly FoundStudy[]; mayChoose: boolean }) {
  const { t } = useTranslation("studies");
  const chosen = useChosen();
  const shown = mayChoose ? columnsWithChoice : columns;
  const table = useReactTable<FoundStudy>({ data: studies as FoundStudy[], columns: shown, getCoreRowModel: getCoreRowModel(), getRowId: ({ study_instance_uid: uid }) => uid, autoResetAll: false });
  return (
    <table className={mayChoose ? "table studies studies-choosable" : "table studies"} role="table" aria-label={t("table")} aria-rowcount={studies.length > drawnWhole ? studies.length + 1 : undefined} onKeyDown={onArrows}>
      <thead role="rowgroup">
        <tr role="row">
          {table.getFlatHeaders().map(({ id, column }) => (
            <th key={id} scope="col" role="columnheader" className={column.columnDef.meta?.className}>
              {id === choiceColumn.id ? <span className="visually-hidden">{t("chosen.column")}</span> : t(`columns.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <TableRows rows={table.getRowModel().rows} columns={shown.length} rowPixels={rowPixels} keyOf={({ id }) => id}>
        {({ original }, props) => <StudyRow study={original} row={props} isChosen={mayChoose ? chosen.has(original.study_instance_uid) : null} />}
      </TableRows>
    </table>
  );
}

/** Longer patient IDs are broken into lines. */
const longestWholeId = 16;

interface StudyRowProps {
  study: FoundStudy;
  row: RowProps;
  /** Null where it cannot be chosen. */
  isChosen: boolean | null;
}

function StudyRow({ study, row: { ref, ...row }, isChosen }: StudyRowProps) {
  const { t } = useTranslation("studies");
  const path = studyPath(study.study_instance_uid);
  const open = (event: MouseEvent<HTMLElement>) => {
    const hasOwnMeaning = event.target instanceof Element && event.target.closest("a, label") !== null;
    if (hasOwnMeaning || !isPlainClick(event) || window.getSelection()?.toString()) return;
    go(path);
  };
  return (
    <tr {...row} ref={ref} className={isChosen ? "study-row study-chosen" : "study-row"} onClick={open}>
      {isChosen !== null && (
        <td role="cell" className="study-choice">
          <label>
            <input type="checkbox" aria-label={t("chosen.one", { study: spokenName(study) })} checked={isChosen} onChange={(event) => turnStudies([study.study_instance_uid], event.target.checked)} />
          </label>
        </td>
      )}
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
        {formatDicomDate(study.study_date) || <span className="muted">{t("row.noDate")}</span>}
      </td>
      <td role="cell" className="study-modalities">
        <Modalities of={study.modalities} />
      </td>
      <td role="cell" className="study-description">
        <span dir="auto">{study.description}</span>
        {study.accession_number !== "" && <span className="study-accession muted">{study.accession_number}</span>}
      </td>
      <td role="cell" className="study-pictures">
        {study.objects > 0 ? <StudyPictures studyInstanceUid={study.study_instance_uid} /> : <span className="muted">{t("row.nothingHere")}</span>}
      </td>
      <td role="cell" className={study.notes === null ? "study-notes study-titled number" : "study-notes number"}>
        {study.notes === null ? (
          study.note_titles.map((title) => (
            <span key={title} className="study-titles" dir="auto">
              <Star size={12} /> {title}
            </span>
          ))
        ) : (
          <>
            <Star size={14} /> {formatNumber(study.notes)}
            <span className="narrow-only"> {t("row.note", { count: study.notes })}</span>
          </>
        )}
      </td>
      <td role="cell" className="study-objects number">
        {formatNumber(study.objects)}
        <span className="narrow-only"> {t("row.object", { count: study.objects })}</span>
        {study.availability === "NEARLINE" && (
          <Chip tone="warning" title={t("row.archiveMeaning")}>
            {t("row.archive")}
          </Chip>
        )}
        {study.objects > 0 && (
          <Link to={viewerPath(study.study_instance_uid)} className="icon-button study-open" aria-label={t("row.images", { name: readPersonName(study.patient_name).primary || study.patient_id })} title={t("row.images", { name: readPersonName(study.patient_name).primary || study.patient_id })}>
            <Icon name="layers" size={16} />
          </Link>
        )}
      </td>
    </tr>
  );
}

/** Tells it from the others of the same patient. */
function spokenName(study: FoundStudy): string {
  return [readPersonName(study.patient_name).primary || study.patient_id, formatDicomDate(study.study_date), study.description].filter(Boolean).join(", ");
}
