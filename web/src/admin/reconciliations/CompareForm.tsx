import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { listDestinations } from "../../api/destinations";
import { openReconciliation } from "../../api/reconciliations";
import { usePlace } from "../../ui/router";
import { useResource } from "../../ui/useResource";
import { Choice, FormFailure, TextField, Tick } from "../parts/Fields";

/** Begins a comparison. */
export function CompareForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("reconciliations");
  const { query } = usePlace();
  const [answer] = useResource("destinations", listDestinations);
  const names = answer.state === "ready" ? answer.value.map(({ name }) => name) : [];
  const [chosen, setChosen] = useState(query.get("destination") ?? "");
  const destination = chosen !== "" ? chosen : (names[0] ?? "");
  const [study, setStudy] = useState("");
  const [since, setSince] = useState("");
  const [fix, setFix] = useState(false);
  const [begun, setBegun] = useState("");
  const { isBusy, failure, act } = useAction();
  if (names.length === 0) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBegun("");
    void act(async () => {
      const opened = await openReconciliation({
        destination,
        ...(study.trim() === "" ? {} : { study_instance_uid: study.trim() }),
        ...(since === "" ? {} : { since }),
        ...(fix ? { fix: true } : {}),
      });
      setBegun(t("begun", { id: opened.id }));
      onDone();
    });
  };
  return (
    <section className="panel" aria-labelledby="compare-heading">
      <h2 id="compare-heading">{t("begin")}</h2>
      <form className="admin-form" onSubmit={submit}>
        <Choice label={t("destination")} value={destination} onChange={setChosen} choices={names.map((name) => [name, name] as const)} />
        <TextField label={t("study")} hint={t("studyHint")} value={study} onChange={setStudy} longest={64} />
        <TextField label={t("since")} hint={t("sinceHint")} type="date" value={since} onChange={setSince} />
        <Tick label={t("fix")} hint={t("fixHint")} value={fix} onChange={setFix} />
        <div className="admin-buttons admin-form-whole">
          <button type="submit" className="button button-main" disabled={isBusy}>
            {t("compare")}
          </button>
          {begun !== "" && (
            <span className="act-done" role="status">
              {begun}
            </span>
          )}
          <FormFailure>{failure}</FormFailure>
        </div>
      </form>
    </section>
  );
}
