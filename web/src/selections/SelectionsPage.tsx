import { useTranslation } from "react-i18next";
import { listSelections } from "../api/selections";
import type { Selection, SelectionPage } from "../api/selections";
import { formatMoment } from "../dicom/dates";
import { formatNumber } from "../i18n/language";
import { Chip } from "../ui/Chip";
import { Pager } from "../ui/Pager";
import { Empty, Failure, Loading } from "../ui/notices";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { Uid } from "../ui/Uid";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { goToPage, pageSize, usePageOfAddress, usePageOfList } from "../ui/usePages";
import { useResource } from "../ui/useResource";
import "./words";
import "./selections.css";

/** Rejection notes, manifests, lists of content and display sets: selections that are no notes. */
export function SelectionsPage() {
  const { t } = useTranslation("selections");
  usePageTitle(t("title"));
  const heading = useHeadingFocus();
  const { page, offset } = usePageOfAddress();
  const [selections, again] = useResource<SelectionPage>(
    `selections/${offset}`,
    (signal) => listSelections({ limit: pageSize, offset }, signal),
    { keepWhileLoading: true },
  );
  const list = usePageOfList(page, selections.state === "ready" && !selections.refreshing ? selections.value.total : undefined);

  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {t("title")}
        </h1>
      </div>
      <p className="lead">{t("lead")}</p>
      {selections.state === "loading" && <Loading what={t("loading")} />}
      {selections.state === "failed" && <Failure error={selections.error} onAgain={again} />}
      {selections.state === "ready" && (
        <div className={selections.refreshing ? "refreshing" : undefined} aria-busy={selections.refreshing}>
          {selections.value.selections.length === 0 ? (
            <Empty icon="layers" title={t("none")}>
              <p>{t("noneWords")}</p>
            </Empty>
          ) : (
            <SelectionTable selections={selections.value.selections} />
          )}
          {list !== null && selections.value.total > 0 && <Pager what="selections" list={list} total={selections.value.total} onPage={goToPage} />}
        </div>
      )}
    </>
  );
}

const columns = ["kind", "title", "objects", "received", "study", "uid"] as const;

/** The roles are written out because narrow windows lay rows out as blocks. */
function SelectionTable({ selections }: { selections: readonly Selection[] }) {
  const { t } = useTranslation("selections");
  return (
    <table className="table selections table-of-blocks" role="table" aria-label={t("table")}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} scope="col" role="columnheader" className={column === "objects" ? "number" : undefined}>
              {t(`columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {selections.map((selection) => (
          <SelectionRow key={selection.sop_instance_uid} selection={selection} />
        ))}
      </tbody>
    </table>
  );
}

function SelectionRow({ selection }: { selection: Selection }) {
  const { t } = useTranslation("selections");
  const { title, study_instance_uid: study } = selection;
  return (
    <tr role="row">
      <td role="cell" data-title={t("columns.kind")}>
        <Chip tone={selection.role === "rejection" ? "error" : "plain"}>{t(`roles.${selection.role}`)}</Chip>
      </td>
      <th scope="row" role="rowheader" data-title={t("columns.title")}>
        <span>
          <span dir="auto">{title?.meaning || title?.value || t("noTitle")}</span>
          <span className="selection-code muted">
            {title?.value} {title?.scheme}
          </span>
        </span>
      </th>
      <td role="cell" data-title={t("columns.objects")} className="number">
        <span>{formatNumber(selection.references)}</span>
      </td>
      <td role="cell" data-title={t("columns.received")} className="nowrap">
        <span>
          <time dateTime={selection.received_at}>{formatMoment(selection.received_at)}</time>
          {selection.source !== "" && <span className="selection-code muted">{t("from", { who: selection.source })}</span>}
        </span>
      </td>
      <td role="cell" data-title={t("columns.study")} className="selection-uid">
        {study === null ? (
          "–"
        ) : (
          <Link to={studyPath(study)}>
            <Uid value={study} />
          </Link>
        )}
      </td>
      <td role="cell" data-title={t("columns.uid")} className="selection-uid">
        <Uid value={selection.sop_instance_uid} />
      </td>
    </tr>
  );
}
