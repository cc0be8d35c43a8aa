import { listStudiesWithNotes } from "../api/studies";
import type { StudyPage } from "../api/studies";
import { useNotesRevision } from "../status/SummaryProvider";
import { Pager } from "../ui/Pager";
import { Empty, Failure, Loading } from "../ui/notices";
import { usePlace } from "../ui/router";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { goToPage, pageSize, usePageOfAddress, usePageOfList } from "../ui/usePages";
import { useResource } from "../ui/useResource";
import { SearchBox } from "./SearchBox";
import { StudyTable } from "./StudyTable";
import "./studies.css";

/** All studies that have key image notes, also those of which no image is here. */
export function StudiesPage() {
  usePageTitle("Studies with notes");
  const heading = useHeadingFocus();
  const search = usePlace().query.get("search") ?? "";
  const { page, offset } = usePageOfAddress();
  const [studies, again] = useResource<StudyPage>(
    `studies/${offset}/${search}`,
    (signal) => listStudiesWithNotes({ limit: pageSize, offset }, search, signal),
    { keepWhileLoading: true, revision: useNotesRevision() },
  );
  const list = usePageOfList(page, studies.state === "ready" && !studies.refreshing ? studies.value.total : undefined);

  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          Studies with notes
        </h1>
        <SearchBox search={search} />
      </div>
      {studies.state === "loading" && <Loading what="the studies" />}
      {studies.state === "failed" && <Failure error={studies.error} onAgain={again} />}
      {studies.state === "ready" && (
        <div className={studies.refreshing ? "refreshing" : undefined} aria-busy={studies.refreshing}>
          <p className="visually-hidden" role="status">
            {studies.refreshing ? "" : `${studies.value.total} studies`}
          </p>
          {studies.value.studies.length > 0 ? <StudyTable studies={studies.value.studies} /> : <NoStudies search={search} />}
          {list !== null && list.pages > 0 && studies.value.total > 0 && (
            <Pager what="studies" list={list} total={studies.value.total} onPage={goToPage} />
          )}
        </div>
      )}
    </>
  );
}

function NoStudies({ search }: { search: string }) {
  if (search !== "") {
    return (
      <Empty title="No study with notes was found">
        <p>
          Nothing matches “<span dir="auto">{search}</span>” in patient name, patient ID, accession number or description.
        </p>
      </Empty>
    );
  }
  return (
    <Empty icon="layers" title="There are no key image notes yet">
      <p>Notes appear here by themselves when a key object selection arrives, or while the notes of the old system are brought over.</p>
    </Empty>
  );
}
