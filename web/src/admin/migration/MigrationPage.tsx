import { useTranslation } from "react-i18next";
import { withQuery } from "../../api/client";
import { readSummary } from "../../api/summary";
import type { Migration } from "../../api/summary";
import { formatMoment } from "../../dicom/dates";
import { Chip } from "../../ui/Chip";
import { Empty } from "../../ui/notices";
import { Link } from "../../ui/router";
import { adminPath } from "../../ui/routes";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { plainWords } from "../../ui/words";
import { DataTable } from "../parts/DataTable";
import { asCsv, saveFile } from "../parts/figures";
import { Loads } from "../parts/Loads";
import { PageHead } from "../parts/PageHead";
import { RunsPanel } from "./RunsPanel";
import "./words";

const pulseSeconds = 4;

/** The latest run that brings notes over from the old system. */
export function MigrationPage() {
  const { t } = useTranslation("migration");
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource("summary", readSummary, { revision: String(pulse) });
  return (
    <>
      <PageHead place="migration" lead={t("lead")} />
      <Loads answer={answer} onAgain={again}>
        {({ migration }) =>
          migration === null ? (
            <Empty icon="document" title={t("none")}>
              <p>{t("noneWords")}</p>
            </Empty>
          ) : (
            <Run migration={migration} />
          )
        }
      </Loads>
      <RunsPanel />
    </>
  );
}

function Run({ migration }: { migration: Migration }) {
  const { t, i18n } = useTranslation("migration");
  const { notes_read: done, notes_total: total, state } = migration;
  const figure = (value: number) => value.toLocaleString(i18n.language);
  const facts: [string, string][] = [
    [t("facts.run"), String(migration.run)],
    [t("facts.mapping"), migration.mapping],
    [t("facts.begun"), formatMoment(migration.started_at)],
    [t("facts.ended"), migration.ended_at === null ? t("facts.open") : formatMoment(migration.ended_at)],
  ];
  return (
    <section className="panel" aria-labelledby="run-heading">
      <h2 id="run-heading">
        {t("run")} <Chip tone={state === "failed" ? "error" : state === "done" ? "good" : "accent"}>{t(`states.${state}`, { defaultValue: plainWords(state) })}</Chip>
      </h2>
      <div className="gauge">
        {total !== null && <progress aria-label={t("run")} max={Math.max(1, total)} value={total <= 0 ? 1 : done} />}
        <p>{total === null ? t("readSome", { done: figure(done) }) : t("read", { done: figure(done), total: figure(total) })}</p>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Outcomes migration={migration} />
    </section>
  );
}

function Outcomes({ migration: { run, outcomes } }: { migration: Migration }) {
  const { t, i18n } = useTranslation("migration");
  const rows = Object.entries(outcomes);
  return (
    <>
      <DataTable
        caption={t("outcomes")}
        none="–"
        rows={rows}
        keyOf={([outcome]) => outcome}
        columns={[
          { title: t("outcome"), cell: ([outcome]) => t(`named.${outcome}`, { defaultValue: plainWords(outcome) }) },
          { title: t("rows"), isNumber: true, cell: ([, count]) => count.toLocaleString(i18n.language) },
        ]}
      />
      <div className="admin-buttons">
        <button type="button" className="button" onClick={() => saveFile(`kinote-migration-${run}.csv`, "text/csv;charset=utf-8", asCsv([["outcome", "rows"], ...rows]))}>
          {t("csv")}
        </button>
        <Link className="button" to={withQuery(adminPath("jobs"), { queue: "LEGACY_MIGRATION" })}>
          {t("jobs")}
        </Link>
      </div>
    </>
  );
}
