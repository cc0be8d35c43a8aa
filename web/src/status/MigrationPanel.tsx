import { useTranslation } from "react-i18next";
import type { Migration } from "../api/summary";
import { formatMoment } from "../dicom/dates";
import { formatNumber } from "../i18n/language";
import { Chip } from "../ui/Chip";
import type { Tone } from "../ui/Chip";
import { plainWords } from "../ui/words";
import { isRunning } from "./overview";
import { Progress } from "./Progress";
import "./words";

/** The latest run that brings notes over from the old system. */
export function MigrationPanel({ migration }: { migration: Migration }) {
  const { t } = useTranslation("status");
  const outcomes = Object.entries(migration.outcomes);
  return (
    <section className="panel" aria-labelledby="migration-heading">
      <h2 id="migration-heading">
        {t("migration.title")} <Chip tone={toneOf(migration)}>{t(`migration.states.${migration.state}`, { defaultValue: plainWords(migration.state) })}</Chip>
      </h2>
      <Progress label={t("migration.read")} done={migration.notes_read} total={migration.notes_total} />
      <dl className="facts">
        <div>
          <dt>{t("migration.run")}</dt>
          <dd>{migration.run}</dd>
        </div>
        <div>
          <dt>{t("migration.mapping")}</dt>
          <dd>{migration.mapping}</dd>
        </div>
        <div>
          <dt>{t("migration.begun")}</dt>
          <dd>{formatMoment(migration.started_at)}</dd>
        </div>
        <div>
          <dt>{t("migration.ended")}</dt>
          <dd>{migration.ended_at === null ? t("migration.open") : formatMoment(migration.ended_at)}</dd>
        </div>
      </dl>
      {outcomes.length > 0 && (
        <table className="table outcomes">
          <caption>{t("migration.outcomes")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("migration.outcome")}</th>
              <th scope="col" className="number">
                {t("migration.rows")}
              </th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map(([outcome, rows]) => (
              <tr key={outcome}>
                <th scope="row">{t(`migration.named.${outcome}`, { defaultValue: plainWords(outcome) })}</th>
                <td className="number">{formatNumber(rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function toneOf(migration: Migration): Tone {
  if (migration.state === "failed") return "error";
  return isRunning(migration) ? "accent" : "plain";
}
