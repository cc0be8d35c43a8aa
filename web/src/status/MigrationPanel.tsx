import type { Migration } from "../api/summary";
import { formatMoment } from "../dicom/dates";
import { Chip } from "../ui/Chip";
import type { Tone } from "../ui/Chip";
import { plainWords } from "../ui/words";
import { isRunning } from "./overview";
import { Progress } from "./Progress";

/** The latest run that brings notes over from the old system. */
export function MigrationPanel({ migration }: { migration: Migration }) {
  const outcomes = Object.entries(migration.outcomes);
  return (
    <section className="panel" aria-labelledby="migration-heading">
      <h2 id="migration-heading">
        Migration from the old system <Chip tone={toneOf(migration)}>{plainWords(migration.state)}</Chip>
      </h2>
      <Progress label="Notes read from the old system" done={migration.notes_read} total={migration.notes_total} />
      <dl className="facts">
        <div>
          <dt>Run</dt>
          <dd>{migration.run}</dd>
        </div>
        <div>
          <dt>Mapping</dt>
          <dd>{migration.mapping}</dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd>{formatMoment(migration.started_at)}</dd>
        </div>
        <div>
          <dt>Ended</dt>
          <dd>{migration.ended_at === null ? "still running" : formatMoment(migration.ended_at)}</dd>
        </div>
      </dl>
      {outcomes.length > 0 && (
        <table className="table outcomes">
          <caption>What became of each row of the old tables</caption>
          <thead>
            <tr>
              <th scope="col">Outcome</th>
              <th scope="col" className="number">
                Rows
              </th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map(([outcome, rows]) => (
              <tr key={outcome}>
                <th scope="row">{plainWords(outcome)}</th>
                <td className="number">{rows.toLocaleString("en")}</td>
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
