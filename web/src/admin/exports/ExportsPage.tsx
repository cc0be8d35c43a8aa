import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { listDestinations } from "../../api/destinations";
import { listExports, openExport } from "../../api/exports";
import { go, usePlace } from "../../ui/router";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { addressWith, Cursor, rowsOfPage } from "../parts/Cursor";
import { Choice, FormFailure, TextField, Tick } from "../parts/Fields";
import { Loads } from "../parts/Loads";
import { PageHead } from "../parts/PageHead";
import { ExportTable } from "./ExportTable";
import "./words";

const pulseSeconds = 4;

/** What was asked to go out, and what became of it. */
export function ExportsPage() {
  const { t } = useTranslation("exports");
  const { path, query } = usePlace();
  const study = query.get("study") ?? "";
  const before = query.get("before") ?? "";
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource(`exports/${study}/${before}`, (signal) => listExports({ study, before, limit: rowsOfPage }, signal), {
    revision: String(pulse),
  });
  return (
    <>
      <PageHead place="exports" lead={t("lead")} />
      <SendForm onDone={again} />
      <section className="panel" aria-label={t("caption")}>
        <StudyFilter key={study} study={study} onChange={(next) => go(addressWith(path, query, { study: next, before: "" }))} />
        <Loads answer={answer} onAgain={again}>
          {(exports) => (
            <>
              <ExportTable exports={exports} none={t(study === "" ? "none" : "noneOfStudy")} onDone={again} />
              <Cursor rows={exports.length} names={["before"]} next={() => ({ before: String(exports[exports.length - 1]?.id ?? "") })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}

function StudyFilter({ study, onChange }: { study: string; onChange: (study: string) => void }) {
  const { t } = useTranslation("exports");
  const [typed, setTyped] = useState(study);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(typed.trim());
  };
  return (
    <form className="admin-form admin-filter" role="search" onSubmit={submit}>
      <TextField label={t("study")} value={typed} onChange={setTyped} longest={64} />
      <div className="admin-buttons">
        <button type="submit" className="button">
          {t("admin:search")}
        </button>
        {study !== "" && (
          <button type="button" className="button" onClick={() => onChange("")}>
            {t("admin:clear")}
          </button>
        )}
      </div>
    </form>
  );
}

function SendForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("exports");
  const { query } = usePlace();
  const [answer] = useResource("destinations", listDestinations);
  const names = answer.state === "ready" ? answer.value.map(({ name }) => name) : [];
  const [chosen, setChosen] = useState(query.get("destination") ?? "");
  const destination = chosen !== "" ? chosen : (names[0] ?? "");
  const [study, setStudy] = useState(query.get("study") ?? "");
  const [scope, setScope] = useState("");
  const [isAgain, setAgain] = useState(false);
  const [sent, setSent] = useState("");
  const { isBusy, failure, act } = useAction();
  if (names.length === 0) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent("");
    void act(async () => {
      const opened = await openExport({
        destination,
        study_instance_uid: study.trim(),
        ...(scope === "" ? {} : { scope: scope as "study" | "key_images" }),
        ...(isAgain ? { again: true } : {}),
      });
      setSent(t("sent", { id: opened.id }));
      onDone();
    });
  };
  return (
    <section className="panel" aria-labelledby="send-heading">
      <h2 id="send-heading">{t("send")}</h2>
      <form className="admin-form admin-filter" onSubmit={submit}>
        <Choice label={t("destination")} value={destination} onChange={setChosen} choices={names.map((name) => [name, name] as const)} />
        <TextField label={t("study")} value={study} onChange={setStudy} longest={64} isRequired />
        <Choice label={t("scope")} value={scope} onChange={setScope} choices={(["", "study", "key_images"] as const).map((one) => [one, t(`scopes.${one}`)] as const)} />
        <Tick label={t("again")} value={isAgain} onChange={setAgain} />
        <div className="admin-buttons admin-form-whole">
          <button type="submit" className="button button-main" disabled={isBusy}>
            {t("sendIt")}
          </button>
          {sent !== "" && (
            <span className="act-done" role="status">
              {sent}
            </span>
          )}
          <FormFailure>{failure}</FormFailure>
        </div>
      </form>
    </section>
  );
}
