import { lazy, Suspense } from "react";
import { useMay } from "../access/session";
import { Chip } from "../ui/Chip";
import { Empty, Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import type { Summary } from "../api/summary";
import { ExceptionsPanel } from "./ExceptionsPanel";
import { MigrationPanel } from "./MigrationPanel";
import { QueueTable } from "./QueueTable";
import { useSummary } from "./SummaryProvider";
import "./status.css";

export function StatusPage() {
  usePageTitle("Dashboard");
  const heading = useHeadingFocus();
  const { summary, error } = useSummary();
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          Dashboard
        </h1>
        {error !== null && summary !== null && <Chip tone="error">No connection: these are the last known figures</Chip>}
      </div>
      {summary !== null ? <Figures summary={summary} /> : null}
      {summary === null && error === null ? <Loading what="the status" /> : null}
      {summary === null && error !== null ? <Failure error={error} onAgain={() => window.location.reload()} /> : null}
    </>
  );
}

/** Loaded for administrators. */
const CachePanel = lazy(() => import("../admin/autopilot/CachePanel").then((loaded) => ({ default: loaded.CachePanel })));

function Figures({ summary }: { summary: Summary }) {
  const mayAdminister = useMay("administer");
  return (
    <>
      <dl className="figures">
        <Figure name="Notes" value={summary.notes} />
        <Figure name="Studies with notes" value={summary.studies_with_notes} note={`of ${summary.studies.toLocaleString("en")} studies`} />
        <Figure name="Unregistered KOSDs" value={summary.unregistered} note={summary.unregistered > 0 ? "the sweep is taking them" : "all are registered"} />
        <Figure name="Quarantined KOSDs" value={summary.quarantined} />
        <Figure name="Exceptions" value={summary.exceptions} note={summary.exceptions > 0 ? "wait for a person" : "none is open"} />
      </dl>
      {mayAdminister && (
        <Suspense fallback={<Loading what="the cache" />}>
          <CachePanel isShort />
        </Suspense>
      )}
      {summary.exceptions > 0 && <ExceptionsPanel open={summary.exceptions} />}
      {summary.migration && <MigrationPanel migration={summary.migration} />}
      <section className="panel" aria-labelledby="queues-heading">
        <h2 id="queues-heading">Queues</h2>
        {summary.queues.length > 0 ? <QueueTable queues={summary.queues} /> : <Empty icon="check" title="There are no queues yet" />}
      </section>
    </>
  );
}

function Figure({ name, value, note }: { name: string; value: number; note?: string }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        <span className="figure-value">{value.toLocaleString("en")}</span>
        {note !== undefined && <span className="figure-note">{note}</span>}
      </dd>
    </div>
  );
}
