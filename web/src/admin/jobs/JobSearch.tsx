import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { jobStates } from "../../api/jobs";
import type { JobQuery } from "../../api/jobs";
import { go } from "../../ui/router";
import { adminPath } from "../../ui/routes";
import { withQuery } from "../../api/client";
import { Choice, TextField } from "../parts/Fields";
import { filterNames } from "./filter";

/** Which jobs are listed; the search stands in the address. */
export function JobSearch({ begin }: { begin: JobQuery }) {
  const { t } = useTranslation("jobs");
  const [typed, setTyped] = useState(begin);
  const set = (name: keyof JobQuery) => (value: string) => setTyped((before) => ({ ...before, [name]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(withQuery(adminPath("jobs"), { ...typed }));
  };
  const isAnySet = filterNames.some((name) => begin[name] !== "");
  return (
    <form className="admin-form" role="search" onSubmit={submit}>
      <Choice
        label={t("filter.state")}
        value={typed.state}
        onChange={set("state")}
        choices={[["", t("admin:any")] as const, ...jobStates.map((state) => [state, t(`states.${state}`)] as const)]}
      />
      <TextField label={t("filter.queue")} hint={t("filter.hint")} value={typed.queue} onChange={set("queue")} />
      <TextField label={t("filter.kind")} value={typed.kind} onChange={set("kind")} />
      <TextField label={t("filter.subject")} value={typed.subject} onChange={set("subject")} />
      <TextField label={t("filter.study")} value={typed.study} onChange={set("study")} longest={64} />
      <TextField label={t("filter.cause")} value={typed.cause} onChange={set("cause")} />
      <TextField label={t("filter.since")} type="date" value={typed.since} onChange={set("since")} />
      <TextField label={t("filter.until")} type="date" value={typed.until} onChange={set("until")} />
      <div className="admin-buttons admin-form-whole">
        <button type="submit" className="button button-main">
          {t("admin:search")}
        </button>
        {isAnySet && (
          <button type="button" className="button" onClick={() => go(adminPath("jobs"))}>
            {t("admin:clear")}
          </button>
        )}
      </div>
    </form>
  );
}
