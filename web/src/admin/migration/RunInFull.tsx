import { useTranslation } from "react-i18next";
import { readMigration, rowsFileAddress } from "../../api/migrations";
import type { MigrationRunInFull } from "../../api/migrations";
import { formatMoment } from "../../dicom/dates";
import { Link, usePlace } from "../../ui/router";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { plainWords } from "../../ui/words";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { RunRows } from "./RunRows";

const pulseSeconds = 10;
/** The reasons are counted over all rows. */
const reasonsSeconds = 60;

/** One run: its figures, its reasons, and what became of each row. */
export function RunInFull({ run }: { run: number }) {
  const { t } = useTranslation("migrationruns");
  const { path } = usePlace();
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource(`migration/${run}`, (signal) => readMigration(run, signal), { revision: String(usePulse(reasonsSeconds)) });
  const isRunning = answer.state === "ready" && answer.value.state === "running";
  return (
    <section className="panel" aria-labelledby="migration-run-heading">
      <div className="page-head">
        <h2 id="migration-run-heading">{t("number", { run })}</h2>
        <Link className="button" to={path}>
          {t("close")}
        </Link>
      </div>
      <Loads answer={answer} onAgain={again}>
        {(value) => <Figures run={value} />}
      </Loads>
      <RunRows run={run} revision={isRunning ? String(pulse) : ""} />
    </section>
  );
}

function Figures({ run }: { run: MigrationRunInFull }) {
  const { t } = useTranslation("migrationruns");
  const facts: [string, string][] = [
    [t("migration:facts.mapping"), run.mapping],
    [t("source"), run.source],
    [t("migration:facts.begun"), formatMoment(run.started_at)],
    [t("migration:facts.ended"), run.ended_at === null ? t("migration:facts.open") : formatMoment(run.ended_at)],
  ];
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {run.is_dry_run && <p>{t("dry")}</p>}
      {run.error !== null && (
        <p className="access-failure" lang="en" dir="auto">
          {run.error}
        </p>
      )}
      <div className="run-figures">
        <Counts caption={t("outcomes")} counts={run.outcomes} words="migration:named" />
        <Counts caption={t("referenceOutcomes")} counts={run.reference_outcomes} words="named" />
      </div>
      <DataTable
        caption={t("reasons")}
        none=""
        rows={run.reasons}
        keyOf={({ outcome, reason }) => `${outcome} ${reason}`}
        columns={[
          { title: t("reason"), cell: ({ reason }) => <span dir="auto">{reason}</span> },
          { title: t("outcome"), cell: ({ outcome }) => t([`migration:named.${outcome}`, `named.${outcome}`], { defaultValue: plainWords(outcome) }) },
          { title: t("count"), isNumber: true, cell: ({ rows }) => rows.toLocaleString() },
        ]}
      />
      <p>
        <strong>{t("toLookAt", { count: run.rows_to_look_at })}</strong>
      </p>
      <p className="admin-buttons">
        <a className="button" href={rowsFileAddress(run.run, { outcome: "", toLookAt: false })} download>
          {t("wholeCsv")}
        </a>
      </p>
      <p className="muted">{t("patients")}</p>
    </>
  );
}

function Counts({ caption, counts, words }: { caption: string; counts: Record<string, number>; words: string }) {
  const { t, i18n } = useTranslation("migrationruns");
  return (
    <DataTable
      caption={caption}
      none=""
      rows={Object.entries(counts)}
      keyOf={([outcome]) => outcome}
      columns={[
        { title: t("outcome"), cell: ([outcome]) => t(`${words}.${outcome}`, { defaultValue: plainWords(outcome) }) },
        { title: t("count"), isNumber: true, cell: ([, count]) => count.toLocaleString(i18n.language) },
      ]}
    />
  );
}
