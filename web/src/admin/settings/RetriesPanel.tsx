import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { listQueues } from "../../api/jobs";
import { listRetries, putRetry, removeRetry } from "../../api/settings";
import type { RetryRule } from "../../api/settings";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Choice, FormFailure, TextField } from "../parts/Fields";
import { Loads } from "../parts/Loads";

const causes: readonly RetryRule["cause"][] = ["any", "unavailable", "worker_died"];
const modes: readonly RetryRule["retry"][] = ["automatic", "manual", "none"];

/** How queues try again, where it is set. */
export function RetriesPanel() {
  const { t } = useTranslation("settings");
  const [answer, again] = useResource("retries", listRetries);
  return (
    <section className="panel" aria-labelledby="retries-heading">
      <h2 id="retries-heading">{t("retries")}</h2>
      <Loads answer={answer} onAgain={again}>
        {(retries) => (
          <DataTable
            caption={t("retriesLead")}
            none={t("noRetries")}
            rows={retries}
            keyOf={({ queue, cause }) => `${queue} ${cause}`}
            columns={[
              { title: t("columns.queue"), cell: ({ queue }) => queue },
              { title: t("columns.cause"), cell: ({ cause }) => t(`causes.${cause}`) },
              { title: t("columns.how"), cell: ({ retry }) => t(`modes.${retry}`) },
              {
                title: t("columns.times"),
                cell: (rule) => t("times", { first: rule.interval_seconds, longest: rule.longest_interval_seconds, most: rule.most_attempts }),
              },
              { title: t("columns.source"), cell: ({ source }) => t(`sources.${source}`) },
              { title: t("columns.does"), cell: (rule) => rule.source === "person" && <Resetting rule={rule} onDone={again} /> },
            ]}
          />
        )}
      </Loads>
      <RetryForm onDone={again} />
    </section>
  );
}

function Resetting({ rule, onDone }: { rule: RetryRule; onDone: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Act
      what={t("reset")}
      to={`${rule.queue} ${t(`causes.${rule.cause}`)}`}
      ask={t("resetAsk")}
      act={async () => {
        await removeRetry(rule);
        onDone();
      }}
    />
  );
}

function RetryForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("settings");
  const [queues] = useResource("queues", listQueues);
  const names = queues.state === "ready" ? queues.value.map(({ name }) => name) : [];
  const [chosen, setChosen] = useState("");
  const queue = chosen !== "" ? chosen : (names[0] ?? "");
  const [cause, setCause] = useState<RetryRule["cause"]>("any");
  const [mode, setMode] = useState<RetryRule["retry"]>("automatic");
  const [interval, setInterval] = useState("60");
  const [longest, setLongest] = useState("3600");
  const [most, setMost] = useState("10");
  const [isSaved, setSaved] = useState(false);
  const { isBusy, failure, act } = useAction();
  if (names.length === 0) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSaved(false);
    void act(async () => {
      await putRetry({ queue, cause, retry: mode, interval_seconds: Number(interval), longest_interval_seconds: Number(longest), most_attempts: Number(most), source: "person" });
      setSaved(true);
      onDone();
    });
  };
  return (
    <form className="admin-form" aria-label={t("set")} onSubmit={submit}>
      <Choice label={t("form.queue")} value={queue} onChange={setChosen} choices={names.map((name) => [name, name] as const)} />
      <Choice label={t("form.cause")} value={cause} onChange={(value) => setCause(value as RetryRule["cause"])} choices={causes.map((one) => [one, t(`causes.${one}`)] as const)} />
      <Choice label={t("form.mode")} value={mode} onChange={(value) => setMode(value as RetryRule["retry"])} choices={modes.map((one) => [one, t(`modes.${one}`)] as const)} />
      <TextField label={t("form.interval")} type="number" least={0} most={86400} value={interval} onChange={setInterval} isRequired />
      <TextField label={t("form.longest")} type="number" least={0} most={86400} value={longest} onChange={setLongest} isRequired />
      <TextField label={t("form.most")} type="number" least={1} most={1000} value={most} onChange={setMost} isRequired />
      <div className="admin-buttons admin-form-whole">
        <button type="submit" className="button" disabled={isBusy}>
          {t("set")}
        </button>
        {isSaved && (
          <span className="act-done" role="status">
            {t("saved")}
          </span>
        )}
        <FormFailure>{failure}</FormFailure>
      </div>
    </form>
  );
}
