import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { FormFailure, TextField } from "../../admin/parts/Fields";
import { ApiError } from "../../api/client";
import { listMarksOfStudy, markForDeletion } from "../../api/deletions";
import type { Reach, Target } from "../../api/deletions";
import { formatMoment } from "../../dicom/dates";
import { useResource } from "../../ui/useResource";
import { marksKey } from "./marksKey";
import "./words";
import "./deletion.css";

const hour = 3_600_000;
const longestReason = 1000;

interface Props {
  target: Target;
  /** Tells it from others of its kind. */
  name: string;
  objects?: number;
  notes?: number;
  /** Of a note: what it was read with. */
  etag?: string;
  onDone: (reach: Reach | null) => void;
}

/** A button that puts something out of sight: says what will go and when, and asks for the reason. */
export function MarkAct(props: Props) {
  const { t } = useTranslation("deleting");
  const [isOpen, setOpen] = useState(false);
  const { target, name } = props;
  const what = t(target.level);
  if (isOpen) return <MarkForm {...props} onClose={() => setOpen(false)} />;
  return (
    <button type="button" className="button" aria-label={name === "" ? undefined : `${what}: ${name}`} onClick={() => setOpen(true)}>
      {what}
    </button>
  );
}

function MarkForm({ target, name, objects = 0, notes = 0, etag, onDone, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation("deleting");
  const [reason, setReason] = useState("");
  const { isBusy, failure, fail, act } = useAction();
  const study = target.study_instance_uid;
  const [marks, again] = useResource(marksKey(study), (signal) => listMarksOfStudy(study, signal));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      try {
        const reach = await markForDeletion(target, reason.trim(), etag);
        onClose();
        onDone(reach);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 412) throw error;
        fail(t("changed"));
      }
    });
  };
  return (
    <form className="act-question mark-form" aria-label={name === "" ? t(target.level) : `${t(target.level)}: ${name}`} onSubmit={submit}>
      <div role="alert">
        <p>{t(`goes.${target.level}`, { objects: t("objects", { count: objects }), notes: t("notes", { count: notes }) })}</p>
        {marks.state === "ready" && <p>{whenPurged(marks.value.purge_after_hours)}</p>}
        <p>{t("elsewhere")}</p>
      </div>
      {marks.state === "failed" && (
        <p>
          {t("failed", { reason: marks.error.message })}{" "}
          <button type="button" className="button" onClick={again}>
            {t("again")}
          </button>
        </p>
      )}
      <TextField label={t("reason")} hint={t("reasonHint")} value={reason} onChange={setReason} longest={longestReason} />
      <div className="mark-buttons">
        <button type="submit" className="button act-yes" disabled={isBusy || marks.state !== "ready"}>
          {t("yes")}
        </button>
        <button type="button" className="button" autoFocus disabled={isBusy} onClick={onClose}>
          {t("leave")}
        </button>
      </div>
      <FormFailure>{failure}</FormFailure>
    </form>
  );

  function whenPurged(hours: number): string {
    return hours === 0 ? t("purgedSoon") : t("purged", { when: formatMoment(new Date(Date.now() + hours * hour).toISOString()) });
  }
}
