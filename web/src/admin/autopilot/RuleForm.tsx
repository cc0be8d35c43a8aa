import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { putRule } from "../../api/autopilot";
import type { Rule, RuleDraft } from "../../api/autopilot";
import { listDestinations } from "../../api/destinations";
import { useResource } from "../../ui/useResource";
import { Choice, FormFailure, TextField, Tick } from "../parts/Fields";

interface Props {
  /** Null: a new one. */
  rule: Rule | null;
  onDone: () => void;
  onClose: () => void;
}

const fresh = { source: "*", action: "archive", threshold: "none", study_status: "complete", exported: "any", archive: "", without_archive: false } as const;

/** Makes a rule, or sets one anew as a whole. */
export function RuleForm({ rule, onDone, onClose }: Props) {
  const { t } = useTranslation("autopilot");
  const [destinations] = useResource("destinations", listDestinations);
  const archives = destinations.state === "ready" ? destinations.value.filter(({ archive }) => archive).map(({ name }) => name) : [];
  const [name, setName] = useState(rule?.name ?? "");
  const [typed, setTyped] = useState<Omit<Rule, "name" | "set_by" | "hours_since_created" | "minimum_age_hours">>(rule ?? fresh);
  const [created, setCreated] = useState(String(rule?.hours_since_created ?? 0));
  const [age, setAge] = useState(String(rule?.minimum_age_hours ?? 0));
  const { isBusy, failure, act } = useAction();
  const set = (name: keyof typeof typed) => (value: string | boolean) => setTyped((before) => ({ ...before, [name]: value }) as typeof before);
  const archive = typed.archive !== "" ? typed.archive : (archives[0] ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { source, action, threshold, study_status, exported } = typed;
    const draft: RuleDraft = { source: source.trim(), action, threshold, study_status, exported, hours_since_created: Number(created), minimum_age_hours: Number(age) };
    if (action === "archive") draft.archive = archive;
    else if (typed.without_archive) draft.without_archive = true;
    void act(async () => {
      await putRule(name.trim(), draft);
      onDone();
    });
  };
  const choose = (action: string) => setTyped((before) => ({ ...before, action: action as Rule["action"], threshold: action === "delete" ? "amber" : "none" }));
  return (
    <form className="admin-form" aria-label={t("add")} onSubmit={submit}>
      <TextField label={t("form.name")} value={name} onChange={setName} longest={64} isRequired isFixed={rule !== null} />
      <TextField label={t("form.source")} hint={t("form.sourceHint")} value={typed.source} onChange={set("source")} isRequired />
      <Choice label={t("form.action")} value={typed.action} onChange={choose} choices={(["archive", "delete"] as const).map((one) => [one, t(`actionNames.${one}`)] as const)} />
      <Choice label={t("form.threshold")} value={typed.threshold} onChange={set("threshold")} choices={(["none", "amber", "red"] as const).map((one) => [one, t(`from.${one}`)] as const)} />
      <Choice label={t("form.status")} value={typed.study_status} onChange={set("study_status")} choices={(["any", "complete", "verified"] as const).map((one) => [one, t(`statuses.${one}`)] as const)} />
      <Choice label={t("form.exported")} value={typed.exported} onChange={set("exported")} choices={(["any", "yes", "no"] as const).map((one) => [one, t(`exported.${one}`)] as const)} />
      <TextField label={t("form.created")} type="number" least={0} most={876000} value={created} onChange={setCreated} isRequired />
      <TextField label={t("form.age")} type="number" least={0} most={876000} value={age} onChange={setAge} isRequired />
      {typed.action === "archive" ? (
        <Choice label={t("form.archive")} value={archive} onChange={set("archive")} choices={archives.map((one) => [one, one] as const)} />
      ) : (
        <Tick label={t("form.withoutArchive")} hint={t("form.withoutHint")} value={typed.without_archive} onChange={set("without_archive")} />
      )}
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
  );
}
