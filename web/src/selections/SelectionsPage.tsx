import { listSelections } from "../api/selections";
import type { Selection, SelectionPage } from "../api/selections";
import { formatMoment } from "../dicom/dates";
import { Chip } from "../ui/Chip";
import { Pager } from "../ui/Pager";
import { Empty, Failure, Loading } from "../ui/notices";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { Uid } from "../ui/Uid";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { goToPage, pageSize, usePageOfAddress, usePageOfList } from "../ui/usePages";
import { useResource } from "../ui/useResource";
import "./selections.css";

/** Rejection notes, manifests, lists of content and display sets: selections that are no notes. */
export function SelectionsPage() {
  usePageTitle("Other selections");
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
          Other selections
        </h1>
      </div>
      <p className="lead">
        Key object selections whose title says that they are no notes: rejection notes, which take objects out of use, and manifests, lists of content
        and display sets, which say what belongs together.
      </p>
      {selections.state === "loading" && <Loading what="the selections" />}
      {selections.state === "failed" && <Failure error={selections.error} onAgain={again} />}
      {selections.state === "ready" && (
        <div className={selections.refreshing ? "refreshing" : undefined} aria-busy={selections.refreshing}>
          {selections.value.selections.length === 0 ? (
            <Empty icon="layers" title="There are none">
              <p>No rejection note and no manifest has come yet.</p>
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

const columns = ["Kind", "Title", "Objects named", "Received", "Study", "SOP Instance UID"] as const;

/** The roles are written out because narrow windows lay rows out as blocks. */
function SelectionTable({ selections }: { selections: readonly Selection[] }) {
  return (
    <table className="table selections table-of-blocks" role="table" aria-label="Selections that are no notes">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((title) => (
            <th key={title} scope="col" role="columnheader" className={title === columns[2] ? "number" : undefined}>
              {title}
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
  const { title, study_instance_uid: study } = selection;
  return (
    <tr role="row">
      <td role="cell" data-title={columns[0]}>
        <Chip tone={selection.role === "rejection" ? "error" : "plain"}>{selection.role === "rejection" ? "Rejection note" : "Manifest"}</Chip>
      </td>
      <th scope="row" role="rowheader" data-title={columns[1]}>
        <span>
          <span dir="auto">{title?.meaning || title?.value || "No title"}</span>
          <span className="selection-code muted">
            {title?.value} {title?.scheme}
          </span>
        </span>
      </th>
      <td role="cell" data-title={columns[2]} className="number">
        <span>{selection.references.toLocaleString("en")}</span>
      </td>
      <td role="cell" data-title={columns[3]} className="nowrap">
        <span>
          <time dateTime={selection.received_at}>{formatMoment(selection.received_at)}</time>
          {selection.source !== "" && <span className="selection-code muted">from {selection.source}</span>}
        </span>
      </td>
      <td role="cell" data-title={columns[4]} className="selection-uid">
        {study === null ? (
          "–"
        ) : (
          <Link to={studyPath(study)}>
            <Uid value={study} />
          </Link>
        )}
      </td>
      <td role="cell" data-title={columns[5]} className="selection-uid">
        <Uid value={selection.sop_instance_uid} />
      </td>
    </tr>
  );
}
