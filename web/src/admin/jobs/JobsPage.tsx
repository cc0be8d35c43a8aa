import { useTranslation } from "react-i18next";
import { listJobs } from "../../api/jobs";
import { usePlace } from "../../ui/router";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { Cursor, rowsOfPage } from "../parts/Cursor";
import { Loads } from "../parts/Loads";
import { PageHead } from "../parts/PageHead";
import { BulkActions } from "./BulkActions";
import { queryOf } from "./filter";
import { JobSearch } from "./JobSearch";
import { JobTable } from "./JobTable";
import { Queues } from "./Queues";
import "./words";

const pulseSeconds = 3;

/** Queues and jobs: what goes on in the background, and what a person does about it. */
export function JobsPage() {
  const { t } = useTranslation("jobs");
  const { query: address } = usePlace();
  const query = queryOf(address);
  const before = address.get("before") ?? "";
  const pulse = usePulse(pulseSeconds);
  const key = JSON.stringify(query);
  const [answer, again] = useResource(`jobs/${key}/${before}`, (signal) => listJobs({ ...query, before, limit: rowsOfPage }, signal), {
    keepWhileLoading: true,
    revision: String(pulse),
  });
  return (
    <>
      <PageHead place="jobs" lead={t("lead")} />
      <Queues pulse={pulse} />
      <section className="panel" aria-label={t("jobs")}>
        <JobSearch key={key} begin={query} />
        <BulkActions query={query} onDone={again} />
        <Loads answer={answer} onAgain={again}>
          {(jobs) => (
            <>
              <JobTable jobs={jobs} onDone={again} />
              <Cursor rows={jobs.length} names={["before"]} next={() => ({ before: String(jobs[jobs.length - 1]?.id ?? "") })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}
