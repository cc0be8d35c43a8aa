import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../access/session";
import { formatNumber } from "../i18n/language";
import { Chip } from "../ui/Chip";
import { Empty, Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import type { Summary } from "../api/summary";
import { ExceptionsPanel } from "./ExceptionsPanel";
import { MigrationPanel } from "./MigrationPanel";
import { QueueTable } from "./QueueTable";
import { useSummary } from "./SummaryProvider";
import "./words";
import "./status.css";

export function StatusPage() {
  const { t } = useTranslation("status");
  usePageTitle(t("title"));
  const heading = useHeadingFocus();
  const { summary, error } = useSummary();
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {t("title")}
        </h1>
        {error !== null && summary !== null && <Chip tone="error">{t("stale")}</Chip>}
      </div>
      {summary !== null ? <Figures summary={summary} /> : null}
      {summary === null && error === null ? <Loading what={t("loading")} /> : null}
      {summary === null && error !== null ? <Failure error={error} onAgain={() => window.location.reload()} /> : null}
    </>
  );
}

/** Loaded for administrators. */
const CachePanel = lazy(() => import("../admin/autopilot/CachePanel").then((loaded) => ({ default: loaded.CachePanel })));

function Figures({ summary }: { summary: Summary }) {
  const { t } = useTranslation("status");
  const mayAdminister = useMay("administer");
  return (
    <>
      <dl className="figures">
        <Figure name={t("figures.notes")} value={summary.notes} />
        <Figure name={t("figures.studies")} value={summary.studies_with_notes} note={t("figures.studiesNote", { all: summary.studies })} />
        <Figure name={t("figures.unregistered")} value={summary.unregistered} note={t(summary.unregistered > 0 ? "figures.sweeping" : "figures.registered")} />
        <Figure name={t("figures.quarantined")} value={summary.quarantined} />
        <Figure name={t("figures.exceptions")} value={summary.exceptions} note={t(summary.exceptions > 0 ? "figures.waiting" : "figures.noneOpen")} />
      </dl>
      {mayAdminister && (
        <Suspense fallback={<Loading what={t("cache")} />}>
          <CachePanel isShort />
        </Suspense>
      )}
      {summary.exceptions > 0 && <ExceptionsPanel open={summary.exceptions} />}
      {summary.migration && <MigrationPanel migration={summary.migration} />}
      <section className="panel" aria-labelledby="queues-heading">
        <h2 id="queues-heading">{t("queues.title")}</h2>
        {summary.queues.length > 0 ? <QueueTable queues={summary.queues} /> : <Empty icon="check" title={t("queues.none")} />}
      </section>
    </>
  );
}

function Figure({ name, value, note }: { name: string; value: number; note?: string }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        <span className="figure-value">{formatNumber(value)}</span>
        {note !== undefined && <span className="figure-note">{note}</span>}
      </dd>
    </div>
  );
}
