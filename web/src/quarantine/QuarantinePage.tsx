import { listQuarantine } from "../api/quarantine";
import type { QuarantinePage as Answer } from "../api/quarantine";
import { useSummary } from "../status/SummaryProvider";
import { Pager } from "../ui/Pager";
import { Empty, Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { goToPage, pageSize, usePageOfAddress, usePageOfList } from "../ui/usePages";
import { useResource } from "../ui/useResource";
import { QuarantinedCard } from "./QuarantinedCard";
import "./quarantine.css";

/** The KOSDs that could not be read as notes, each with what is wrong with it. */
export function QuarantinePage() {
  usePageTitle("Quarantine");
  const heading = useHeadingFocus();
  const { summary } = useSummary();
  const { page, offset } = usePageOfAddress();
  const [objects, again] = useResource<Answer>(
    `quarantine/${offset}`,
    (signal) => listQuarantine({ limit: pageSize, offset }, signal),
    { keepWhileLoading: true, revision: String(summary?.quarantined ?? "") },
  );
  const list = usePageOfList(page, objects.state === "ready" && !objects.refreshing ? objects.value.total : undefined);

  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          Quarantined key object selections
        </h1>
      </div>
      <p className="lead">
        None of these objects can be used as a note: it breaks the standard too far, or it names another patient than its study. It is stored
        unchanged, it is not shown as a note, and it is never in the way of anything else. When a later version of kinote can read more, it tries again
        by itself.
      </p>
      {objects.state === "loading" && <Loading what="the quarantined objects" />}
      {objects.state === "failed" && <Failure error={objects.error} onAgain={again} />}
      {objects.state === "ready" && (
        <div className={objects.refreshing ? "refreshing" : undefined} aria-busy={objects.refreshing}>
          {objects.value.objects.length === 0 && (
            <Empty icon="check" title="Nothing is quarantined">
              <p>Every key object selection that came could be read.</p>
            </Empty>
          )}
          {objects.value.objects.map((object) => (
            <QuarantinedCard key={object.sop_instance_uid} object={object} onDone={again} />
          ))}
          {list !== null && objects.value.total > 0 && <Pager what="objects" list={list} total={objects.value.total} onPage={goToPage} />}
        </div>
      )}
    </>
  );
}
