import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "../../api/tasks";
import { PlanForm } from "./PlanForm";
import { taskName } from "../taskWords";
import "./words";
import "./plan.css";

interface Props {
  task: Task;
  onDone: () => void;
}

/** Opens the schedule of a task over the page. */
export function PlanButton({ task, onDone }: Props) {
  const { t, i18n } = useTranslation("taskplan");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" lang={i18n.resolvedLanguage} onClick={() => setOpen(true)}>
        {t("open")}
        <span className="visually-hidden">: {taskName(task.name)}</span>
      </button>
      {isOpen && <PlanDialog task={task} onDone={onDone} onClose={() => setOpen(false)} />}
    </>
  );
}

function PlanDialog({ task, onDone, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useTranslation("taskplan");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className="plan" aria-labelledby="plan-heading" lang={i18n.resolvedLanguage} onCancel={onClose}>
      <h2 id="plan-heading">{t("title", { task: taskName(task.name) })}</h2>
      <PlanForm
        task={task}
        onClose={onClose}
        onOvertaken={onDone}
        onSaved={() => {
          onClose();
          onDone();
        }}
      />
    </dialog>
  );
}
