import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction, wordsOf } from "../../access/useAction";
import { Choice, FormFailure, TextField, Tick } from "../../admin/parts/Fields";
import { ApiError } from "../../api/client";
import { setTaskPlan, timesOfPlan } from "../../api/tasks";
import type { Task, TaskPlan } from "../../api/tasks";
import { formatMoment } from "../../dicom/dates";
import { useResource } from "../../ui/useResource";
import { draftOf, planOf, units } from "./draft";
import type { Draft, Kind, Unit } from "./draft";
import { TimeField } from "./TimeField";
import { useSettled } from "./useSettled";
import { Weekdays } from "./Weekdays";

const kinds: readonly Kind[] = ["default", "every", "daily", "cron"];

const typingMilliseconds = 300;

interface Props {
  task: Task;
  onSaved: () => void;
  /** Somebody else was quicker: the task is to be read again. */
  onOvertaken: () => void;
  onClose: () => void;
}

export function PlanForm({ task, onSaved, onOvertaken, onClose }: Props) {
  const { t } = useTranslation("taskplan");
  const [draft, setDraft] = useState(() => draftOf(task));
  const opened = useRef(task).current;
  const { isBusy, failure, fail, act } = useAction();
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  const plan = planOf(draft);
  const written = JSON.stringify(plan);
  const settled = useSettled(written, typingMilliseconds);
  const asked = JSON.parse(settled) as TaskPlan;
  const [times] = useResource(`times/${task.name}/${settled}`, (signal) => timesOfPlan(task.name, asked, signal), { revision: task.next_run_at ?? "" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      try {
        await setTaskPlan(task, plan);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 412) throw error;
        fail(t("overtaken"));
        return onOvertaken();
      }
      onSaved();
    });
  };
  return (
    <form className="plan-form" onSubmit={submit}>
      <Choice label={t("when")} value={draft.kind} onChange={(kind) => change({ kind: kind as Kind })} choices={kinds.map((kind) => [kind, t(`kinds.${kind}`, { schedule: task.default_schedule })])} />
      <When draft={draft} onChange={change} />
      <Tick label={t("hours")} value={draft.areHoursLimited} onChange={(areHoursLimited) => change({ areHoursLimited })} />
      {draft.areHoursLimited && (
        <div className="plan-pair">
          <TimeField label={t("from")} value={draft.from} onChange={(from) => change({ from })} />
          <TimeField label={t("until")} value={draft.until} onChange={(until) => change({ until })} />
        </div>
      )}
      <p className="muted">{t("clock")}</p>
      <div className="plan-next" role="status">
        {times.state === "loading" && <p className="muted">{t("nextLoading")}</p>}
        {times.state === "failed" && (
          <p className="access-failure" lang="en">
            {wordsOf(times.error)}
          </p>
        )}
        {times.state === "ready" && (
          <>
            <p>{t("next")}</p>
            <ul>
              {times.value.times.map((at) => (
                <li key={at}>
                  <time dateTime={at}>{formatMoment(at)}</time>
                </li>
              ))}
            </ul>
          </>
        )}
        {task.paused_at !== null && <p>{t("nextPaused")}</p>}
      </div>
      <Changed before={opened} now={task} />
      <FormFailure>{failure}</FormFailure>
      <div className="task-buttons">
        <button type="submit" className="button button-main" disabled={isBusy || times.state !== "ready" || settled !== written}>
          {t("save")}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={onClose}>
          {t("leave")}
        </button>
      </div>
    </form>
  );
}

/** The fields of the chosen kind. */
function When({ draft, onChange }: { draft: Draft; onChange: (next: Partial<Draft>) => void }) {
  const { t } = useTranslation("taskplan");
  switch (draft.kind) {
    case "every":
      return (
        <div className="plan-pair">
          <TextField label={t("every")} type="number" least={1} value={draft.number} onChange={(number) => onChange({ number })} hint={t("everyHint")} isRequired />
          <Choice label={t("unit")} value={draft.unit} onChange={(unit) => onChange({ unit: unit as Unit })} choices={units.map((unit) => [unit, t(`units.${unit}`)])} />
        </div>
      );
    case "daily":
      return (
        <>
          <TimeField label={t("at")} value={draft.at} onChange={(at) => onChange({ at })} />
          <Weekdays value={draft.weekdays} onChange={(weekdays) => onChange({ weekdays })} />
        </>
      );
    case "cron":
      return <TextField label={t("cron")} value={draft.cron} onChange={(cron) => onChange({ cron })} hint={t("cronHint")} isRequired />;
    default:
      return null;
  }
}

/** Somebody else has set it since the form was opened. */
function Changed({ before, now }: { before: Task; now: Task }) {
  const { t } = useTranslation("taskplan");
  if (before.schedule === now.schedule && before.allowed_hours === now.allowed_hours) return null;
  const schedule = [now.schedule, now.allowed_hours].filter(Boolean).join(" ");
  return (
    <p className="access-failure" role="alert">
      {now.set_by === null ? t("changedToDefault") : t("changed", { who: now.set_by, schedule })}
    </p>
  );
}
