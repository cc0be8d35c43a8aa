import { useTranslation } from "react-i18next";
import { useAction } from "../access/useAction";
import { actOnTask, listTasks } from "../api/tasks";
import type { Task, TaskAction, Tasks } from "../api/tasks";
import { formatMoment } from "../dicom/dates";
import { Chip } from "../ui/Chip";
import { Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { usePulse } from "../ui/usePulse";
import { useResource } from "../ui/useResource";
import { PlanButton } from "./plan/PlanButton";
import { hasFailed, taskName, toneOf, took } from "./taskWords";
import "./words";
import "./tasks.css";

const pulseSeconds = 3;

/** The Task Scheduler's tasks: when each runs, how the last run went, and what a person does about it. */
export function TasksPage() {
  const { t } = useTranslation("tasks");
  usePageTitle(t("title"));
  const heading = useHeadingFocus();
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource("tasks", listTasks, { revision: String(pulse) });
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {t("title")}
        </h1>
      </div>
      {answer.state === "loading" && <Loading what={t("loading")} />}
      {answer.state === "failed" && <Failure error={answer.error} onAgain={again} />}
      {answer.state === "ready" && <TaskList tasks={answer.value} onDone={again} />}
    </>
  );
}

function TaskList({ tasks: { tasks, leader }, onDone }: { tasks: Tasks; onDone: () => void }) {
  const { t } = useTranslation("tasks");
  return (
    <section className="panel" aria-labelledby="tasks-heading">
      <h2 id="tasks-heading">{t("recurring")}</h2>
      <p className="muted">{leader === null ? t("nobody") : t("leader", { node: leader.node })}</p>
      <div className="scroll-x" role="region" aria-label={t("title")} tabIndex={0}>
        <table className="table tasks">
          <thead>
            <tr>
              {["task", "state", "schedule", "next", "last", "result", "does"].map((column) => (
                <th key={column} scope="col">
                  {t(`columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <TaskRow key={task.name} task={task} onDone={onDone} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function TaskRow({ task, onDone }: { task: Task; onDone: () => void }) {
  const { t } = useTranslation("tasks");
  const { name, state, schedule, allowed_hours: hours, set_by: setBy, paused_by: pausedBy, last_result: result } = task;
  return (
    <tr>
      <th scope="row" title={name}>
        {taskName(name)}
      </th>
      <td>
        <Chip tone={toneOf(task)} title={pausedBy === null ? "" : t("pausedBy", { who: pausedBy })}>
          {t(`states.${state}`)}
        </Chip>
      </td>
      <td title={setBy === null ? "" : t("setBy", { who: setBy })}>
        {schedule}
        {hours !== "" && <span className="muted"> {hours}</span>}
      </td>
      <td>
        <Moment at={task.next_run_at} />
      </td>
      <td>
        <Moment at={task.last_run_at} /> <span className="muted">{took(task.duration_ms)}</span>
      </td>
      <td className={hasFailed(result) ? "task-result task-failed" : "task-result"} dir="auto" lang={hasFailed(result) ? "en" : undefined}>
        {result === "done" || result === "stopped" ? t(`results.${result}`) : result}
      </td>
      <td>
        <TaskButtons task={task} onDone={onDone} />
      </td>
    </tr>
  );
}

function Moment({ at }: { at: string | null }) {
  return at === null ? null : <time dateTime={at}>{formatMoment(at)}</time>;
}

function TaskButtons({ task, onDone }: { task: Task; onDone: () => void }) {
  const { name, state, paused_at: pausedAt } = task;
  const { t } = useTranslation("tasks");
  const { failure, act: attempt } = useAction();
  const act = (action: TaskAction) => attempt(() => actOnTask(name, action).then(() => undefined)).then(onDone);
  const toggle: TaskAction = pausedAt === null ? "pause" : "resume";
  return (
    <div className="task-buttons">
      <button type="button" className="button" disabled={state === "asked" || state === "not_in_use"} onClick={() => void act("run")}>
        {t("run")}
        <span className="visually-hidden">: {taskName(name)}</span>
      </button>
      <button type="button" className="button" onClick={() => void act(toggle)}>
        {t(toggle)}
        <span className="visually-hidden">: {taskName(name)}</span>
      </button>
      <PlanButton task={task} onDone={onDone} />
      {failure !== "" && (
        <p className="task-failed" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}
