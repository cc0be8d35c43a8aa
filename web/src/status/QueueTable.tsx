import { useTranslation } from "react-i18next";
import type { Queue } from "../api/summary";
import { formatNumber } from "../i18n/language";
import { Chip } from "../ui/Chip";
import { plainWords } from "../ui/words";
import { isMoving } from "./overview";
import "./words";

type Counted = "new" | "waiting" | "in_progress" | "retry" | "suspended" | "error";

/** The states of a job that has not ended, in the words that operators know. */
const columns: readonly Counted[] = ["new", "waiting", "in_progress", "retry", "suspended", "error"];

export function QueueTable({ queues }: { queues: readonly Queue[] }) {
  const { t } = useTranslation("status");
  return (
    <div className="scroll-x" role="region" aria-label={t("queues.table")} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("queues.queue")}</th>
            <th scope="col">{t("queues.state")}</th>
            {columns.map((state) => (
              <th key={state} scope="col" className="number">
                {t(`queues.columns.${state}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.name}>
              <th scope="row" className="queue-name">
                {queue.name}
              </th>
              <td>
                <Chip tone={isMoving(queue) ? "good" : "warning"}>{t(`queues.states.${queue.state}`, { defaultValue: plainWords(queue.state) })}</Chip>
              </td>
              {columns.map((state) => (
                <td key={state} className={cellClass(state, queue[state])}>
                  {formatNumber(queue[state])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellClass(state: Counted, jobs: number): string {
  if (jobs === 0) return "number zero";
  return state === "error" ? "number queue-error" : "number";
}
