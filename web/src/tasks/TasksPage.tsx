import { useTranslation } from "react-i18next";
import { useAction } from "../access/useAction";
import { DataTable } from "../admin/parts/DataTable";
import { Moment } from "../admin/parts/Moment";
import { actOnTask, listTasks } from "../api/tasks";
import type { Task, TaskAction, Tasks } from "../api/tasks";
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
      <div className="tasks">
        <DataTable
          caption={t("title")}
          isCaptionHidden
          none={t("nobody")}
          rows={tasks}
          keyOf={({ name }) => name}
          columns={[
            { title: t("columns.task"), cell: ({ name }) => <span title={name}>{taskName(name)}</span> },
            { title: t("columns.state"), cell: (task) => <State task={task} /> },
            { title: t("columns.schedule"), cell: (task) => <Schedule task={task} /> },
            { title: t("columns.next"), cell: ({ next_run_at: at }) => <Moment at={at} /> },
            {
              title: t("columns.last"),
              cell: ({ last_run_at: at, duration_ms: duration }) => (
                <>
                  <Moment at={at} /> <span className="muted">{took(duration)}</span>
                </>
              ),
            },
            { title: t("columns.result"), cell: ({ last_result: result }) => <Result result={result} /> },
            { title: t("columns.does"), cell: (task) => <TaskButtons task={task} onDone={onDone} /> },
          ]}
        />
      </div>
    </section>
  );
}

function State({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  return (
    <Chip tone={toneOf(task)} title={task.paused_by === null ? "" : t("pausedBy", { who: task.paused_by })}>
      {t(`states.${task.state}`)}
    </Chip>
  );
}

function Schedule({ task: { schedule, allowed_hours: hours, set_by: setBy } }: { task: Task }) {
  const { t } = useTranslation("tasks");
  return (
    <span title={setBy === null ? "" : t("setBy", { who: setBy })}>
      {schedule}
      {hours !== "" && <span className="muted"> {hours}</span>}
    </span>
  );
}

function Result({ result }: { result: string | null }) {
  const { t } = useTranslation("tasks");
  return (
    <span className={hasFailed(result) ? "task-result task-failed" : "task-result"} dir="auto" lang={hasFailed(result) ? "en" : undefined}>
      {result === "done" || result === "stopped" ? t(`results.${result}`) : result}
    </span>
  );
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
