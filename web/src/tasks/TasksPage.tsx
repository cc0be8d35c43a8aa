import { useState } from "react";
import { ApiError } from "../api/client";
import { actOnTask, listTasks } from "../api/tasks";
import type { Task, TaskAction, Tasks } from "../api/tasks";
import { formatMoment } from "../dicom/dates";
import { Chip } from "../ui/Chip";
import { Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { usePulse } from "../ui/usePulse";
import { useResource } from "../ui/useResource";
import { plainWords } from "../ui/words";
import { hasFailed, taskName, toneOf, took } from "./taskWords";
import "./tasks.css";

const pulseSeconds = 3;

/** The Task Scheduler's tasks: when each runs, how the last run went, and what a person does about it. */
export function TasksPage() {
  usePageTitle("Tasks");
  const heading = useHeadingFocus();
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource("tasks", listTasks, { revision: String(pulse) });
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          Tasks
        </h1>
      </div>
      {answer.state === "loading" && <Loading what="the tasks" />}
      {answer.state === "failed" && <Failure error={answer.error} onAgain={again} />}
      {answer.state === "ready" && <TaskList tasks={answer.value} onDone={again} />}
    </>
  );
}

function TaskList({ tasks: { tasks, leader }, onDone }: { tasks: Tasks; onDone: () => void }) {
  return (
    <section className="panel" aria-labelledby="tasks-heading">
      <h2 id="tasks-heading">What recurs</h2>
      <p className="muted">{leader === null ? "No server runs them now." : `The node ${leader.node} runs them.`}</p>
      <div className="scroll-x" role="region" aria-label="Tasks" tabIndex={0}>
        <table className="table tasks">
          <thead>
            <tr>
              {["Task", "State", "Schedule", "Next run", "Last run", "Result", "What to do"].map((title) => (
                <th key={title} scope="col">
                  {title}
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
  const { name, state, schedule, allowed_hours: hours, set_by: setBy, paused_by: pausedBy, last_result: result } = task;
  return (
    <tr>
      <th scope="row" title={name}>
        {taskName(name)}
      </th>
      <td>
        <Chip tone={toneOf(task)} title={pausedBy === null ? "" : `by ${pausedBy}`}>
          {plainWords(state)}
        </Chip>
      </td>
      <td title={setBy === null ? "" : `set by ${setBy}`}>
        {schedule}
        {hours !== "" && <span className="muted"> {hours}</span>}
      </td>
      <td>
        <Moment at={task.next_run_at} />
      </td>
      <td>
        <Moment at={task.last_run_at} /> <span className="muted">{took(task.duration_ms)}</span>
      </td>
      <td className={hasFailed(result) ? "task-result task-failed" : "task-result"} dir="auto">
        {result ?? ""}
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

function TaskButtons({ task: { name, state, paused_at: pausedAt }, onDone }: { task: Task; onDone: () => void }) {
  const [failure, setFailure] = useState("");
  const act = async (action: TaskAction) => {
    try {
      await actOnTask(name, action);
      setFailure("");
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : "Something went wrong in this page.");
    }
    onDone();
  };
  const toggle: TaskAction = pausedAt === null ? "pause" : "resume";
  return (
    <div className="task-buttons">
      <button type="button" className="button" disabled={state === "asked" || state === "not_in_use"} onClick={() => void act("run")}>
        Run now<span className="visually-hidden">: {taskName(name)}</span>
      </button>
      <button type="button" className="button" onClick={() => void act(toggle)}>
        {plainWords(toggle)}
        <span className="visually-hidden">: {taskName(name)}</span>
      </button>
      {failure !== "" && (
        <p className="task-failed" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}
