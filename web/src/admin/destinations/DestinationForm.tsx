import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { putDestination } from "../../api/destinations";
import type { RetryMode } from "../../api/destinations";
import { Choice, FormFailure, TextField, Tick } from "../parts/Fields";
import { draftOf } from "./draft";
import type { TypedDestination } from "./draft";

interface Props {
  begin: TypedDestination;
  isNew: boolean;
  onDone: (name: string) => void;
  onClose: () => void;
}

const retryModes: readonly RetryMode[] = ["automatic", "manual", "none"];

/** Adds a destination, or changes one as a whole. */
export function DestinationForm({ begin, isNew, onDone, onClose }: Props) {
  const { t } = useTranslation("destinations");
  const [typed, setTyped] = useState(begin);
  const { isBusy, failure, act } = useAction();
  const set = <Name extends keyof TypedDestination>(name: Name) => (value: TypedDestination[Name]) => setTyped((before) => ({ ...before, [name]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      const name = typed.name.trim();
      await putDestination(name, draftOf(typed));
      onDone(name);
    });
  };
  return (
    <section className="panel" aria-labelledby="destination-heading">
      <h2 id="destination-heading">{isNew ? t("add") : t("edit", { name: begin.name })}</h2>
      <form className="admin-form" onSubmit={submit}>
        <TextField label={t("name")} hint={t("nameHint")} value={typed.name} onChange={set("name")} longest={32} isRequired isFixed={!isNew} />
        <TextField label={t("aeTitle")} value={typed.ae_title} onChange={set("ae_title")} longest={16} isRequired />
        <TextField label={t("host")} value={typed.host} onChange={set("host")} isRequired />
        <TextField label={t("port")} type="number" least={1} most={65535} value={typed.port} onChange={set("port")} isRequired />
        <TextField label={t("callingAeTitle")} hint={t("callingHint")} value={typed.calling_ae_title} onChange={set("calling_ae_title")} longest={16} />
        <TextField label={t("associations")} type="number" least={1} most={32} value={typed.associations} onChange={set("associations")} isRequired />
        <TextField label={t("hours")} hint={t("hoursHint")} value={typed.allowed_hours} onChange={set("allowed_hours")} />
        <Choice label={t("retry")} value={typed.retry} onChange={(value) => set("retry")(value as RetryMode)} choices={retryModes.map((one) => [one, t(`retryModes.${one}`)] as const)} />
        <TextField label={t("interval")} type="number" least={typed.retry === "automatic" ? 1 : 0} most={86400} value={typed.retry_interval_seconds} onChange={set("retry_interval_seconds")} isRequired />
        <TextField label={t("attempts")} type="number" least={1} most={1000} value={typed.most_attempts} onChange={set("most_attempts")} isRequired />
        <TextField label={t("returning")} hint={t("returningHint")} value={typed.returning_ae_titles} onChange={set("returning_ae_titles")} longest={300} />
        <div className="field">
          <Tick label={t("keyImagesOnly")} value={typed.key_images_only} onChange={set("key_images_only")} />
          <Tick label={t("commitment")} value={typed.storage_commitment} onChange={set("storage_commitment")} />
          <Tick label={t("availability")} value={typed.availability_notifications} onChange={set("availability_notifications")} />
        </div>
        <div className="field">
          <Tick label={t("rejectionNotes")} hint={t("rejectionHint")} value={typed.rejection_notes} onChange={set("rejection_notes")} />
          <Tick label={t("archive")} hint={t("archiveHint")} value={typed.archive} onChange={set("archive")} />
        </div>
        <div className="admin-form-whole">
          <FormFailure>{failure}</FormFailure>
          <div className="admin-buttons">
            <button type="submit" className="button button-main" disabled={isBusy}>
              {t("admin:save")}
            </button>
            <button type="button" className="button" onClick={onClose}>
              {t("close")}
            </button>
          </div>
        </div>
      </form>
    </section>
  );
}
