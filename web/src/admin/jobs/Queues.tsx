import { useTranslation } from "react-i18next";
import { listQueues, steerQueue } from "../../api/jobs";
import type { JobQueue, JobState } from "../../api/jobs";
import { withQuery } from "../../api/client";
import { Chip } from "../../ui/Chip";
import { Link } from "../../ui/router";
import { adminPath } from "../../ui/routes";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import type { Column } from "../parts/DataTable";
import { Loads } from "../parts/Loads";

const counted = ["new", "waiting", "in_progress", "retry", "suspended", "error"] as const satisfies readonly JobState[];

/** Each queue with its jobs by state, and what halts and starts it. */
export function Queues({ pulse }: { pulse: number }) {
  const { t } = useTranslation("jobs");
  const [answer, again] = useResource("queues", listQueues, { revision: String(pulse) });
  const counts: Column<JobQueue>[] = counted.map((state) => ({
    title: t(`states.${state}`),
    isNumber: true,
    cell: (queue) =>
      queue[state] === 0 ? (
        <span className="zero">0</span>
      ) : (
        <Link to={withQuery(adminPath("jobs"), { queue: queue.name, state })} aria-label={`${queue.name}, ${t(`states.${state}`)}: ${queue[state]}`}>
          {queue[state].toLocaleString()}
        </Link>
      ),
  }));
  return (
    <section className="panel" aria-label={t("queues")}>
      <Loads answer={answer} onAgain={again}>
        {(queues) => (
          <DataTable
            caption={t("queues")}
            none={t("noQueues")}
            rows={queues}
            keyOf={({ name }) => name}
            columns={[
              { title: t("queue.name"), cell: ({ name }) => <span className="queue-name">{name}</span> },
              { title: t("queue.state"), cell: ({ state }) => <Chip tone={state === "running" ? "good" : "warning"}>{t(`queueStates.${state}`)}</Chip> },
              ...counts,
              {
                title: t("queue.hours"),
                cell: ({ allowed_hours: hours, is_open: isOpen }) => (
                  <>
                    {hours === "" ? <span className="muted">{t("allHours")}</span> : hours} {!isOpen && <Chip tone="warning">{t("closed")}</Chip>}
                  </>
                ),
              },
              { title: t("queue.does"), cell: (queue) => <Steering queue={queue} onDone={again} /> },
            ]}
          />
        )}
      </Loads>
    </section>
  );
}

function Steering({ queue: { name, state }, onDone }: { queue: JobQueue; onDone: () => void }) {
  const { t } = useTranslation("jobs");
  const steer = (action: "halt" | "start") => async () => {
    await steerQueue(name, action);
    onDone();
  };
  const isHalted = state === "halted" || state === "halt_in_progress";
  return isHalted ? (
    <Act key="start" what={t("start")} to={name} act={steer("start")} />
  ) : (
    <Act key="halt" what={t("halt")} to={name} ask={t("haltAsk", { queue: name })} act={steer("halt")} />
  );
}
