import { useTranslation } from "react-i18next";
import { listMigrations } from "../../api/migrations";
import type { MigrationRun } from "../../api/migrations";
import { formatMoment } from "../../dicom/dates";
import { Chip } from "../../ui/Chip";
import { Link, usePlace } from "../../ui/router";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { plainWords } from "../../ui/words";
import { addressWith, Cursor, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";
import { numberIn } from "./numberIn";
import { RunInFull } from "./RunInFull";
import "./runWords";
import "./words";

const pulseSeconds = 10;

/** All runs, and the one that the address names with its rows. */
export function RunsPanel() {
  const { t } = useTranslation("migrationruns");
  const { query } = usePlace();
  const before = numberIn(query, "before");
  const shown = numberIn(query, "run");
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource(`migrations/${before}`, (signal) => listMigrations(before, rowsOfPage, signal), { revision: String(pulse) });
  return (
    <>
      {shown > 0 && <RunInFull key={shown} run={shown} />}
      <section className="panel" aria-label={t("runs")}>
        <Loads answer={answer} onAgain={again}>
          {(runs) => (
            <>
              <RunTable runs={runs} />
              <Cursor rows={runs.length} names={["before"]} next={() => ({ before: String(runs[runs.length - 1]?.run ?? 0) })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}

function RunTable({ runs }: { runs: readonly MigrationRun[] }) {
  const { t, i18n } = useTranslation("migrationruns");
  const { path } = usePlace();
  const figure = (value: number) => value.toLocaleString(i18n.language);
  return (
    <DataTable
      caption={t("runs")}
      none={t("none")}
      rows={runs}
      keyOf={({ run }) => run}
      columns={[
        {
          title: t("columns.run"),
          cell: ({ run, mapping, state, error, is_dry_run: isDry }) => (
            <>
              {run} <Chip tone={state === "failed" ? "error" : state === "done" ? "good" : "accent"}>{t(`migration:states.${state}`, { defaultValue: plainWords(state) })}</Chip>
              <span className="admin-sub">{[mapping, isDry ? t("dry") : ""].filter(Boolean).join(" · ")}</span>
              {error !== null && (
                <span className="admin-sub" lang="en" dir="auto">
                  {error}
                </span>
              )}
            </>
          ),
        },
        {
          title: t("columns.when"),
          cell: ({ started_at: at, ended_at: end }) => (
            <>
              <Moment at={at} />
              <span className="admin-sub">{end === null ? t("migration:facts.open") : t("ended", { when: formatMoment(end) })}</span>
            </>
          ),
        },
        {
          title: t("columns.notes"),
          cell: ({ notes_read: read, outcomes: { migrated, updated, conflict, other_patient: other, rejected } }) => (
            <>
              {t("notes", { read: figure(read), came: figure(migrated + updated) })}
              {conflict + other + rejected > 0 && <span className="admin-sub">{t("troubled", { count: conflict + other + rejected })}</span>}
            </>
          ),
        },
        { title: t("columns.references"), cell: ({ references_read: read, reference_outcomes: { resolved } }) => t("references", { read: figure(read), here: figure(resolved) }) },
        {
          title: t("columns.does"),
          cell: ({ run }) => (
            <Link className="button" aria-label={`${t("show")}: ${t("number", { run })}`} to={addressWith(path, new URLSearchParams(), { run: String(run) })}>
              {t("show")}
            </Link>
          ),
        },
      ]}
    />
  );
}
