import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { explainStudy } from "../../api/autopilot";
import { usePlace, amendQuery } from "../../ui/router";
import { useResource } from "../../ui/useResource";
import { TextField } from "../parts/Fields";
import { Loads } from "../parts/Loads";
import { ExplanationParts } from "./ExplanationParts";

/** Why a study is still here, or why it went. */
export function WhyPanel() {
  const { t } = useTranslation("autopilot");
  const study = usePlace().query.get("study") ?? "";
  const [typed, setTyped] = useState(study);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    amendQuery({ study: typed.trim() });
  };
  return (
    <section className="panel" aria-labelledby="why-heading">
      <h2 id="why-heading">{t("why")}</h2>
      <form className="admin-form admin-filter" onSubmit={submit}>
        <TextField label={t("study")} value={typed} onChange={setTyped} longest={64} isRequired />
        <div className="admin-buttons">
          <button type="submit" className="button">
            {t("ask")}
          </button>
        </div>
      </form>
      {study !== "" && <Why key={study} study={study} />}
    </section>
  );
}

function Why({ study }: { study: string }) {
  const [answer, again] = useResource(`autopilot/${study}`, (signal) => explainStudy(study, signal));
  return (
    <Loads answer={answer} onAgain={again}>
      {(explanation) => <ExplanationParts explanation={explanation} onDone={again} />}
    </Loads>
  );
}
