import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { listAudit } from "../../api/audit";
import type { AuditEvent, AuditQuery } from "../../api/audit";
import { withQuery } from "../../api/client";
import { go, usePlace } from "../../ui/router";
import { adminPath } from "../../ui/routes";
import { useResource } from "../../ui/useResource";
import { Cursor, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { TextField } from "../parts/Fields";
import { asCsv, saveFile } from "../parts/figures";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";
import { PageHead } from "../parts/PageHead";
import { StudyLink } from "../parts/StudyLink";
import "./words";

const names = ["actor", "action", "study", "subject", "since", "until"] as const;

/** Who changed what. */
export function AuditPage() {
  const { t } = useTranslation("audit");
  const { query: address } = usePlace();
  const query = Object.fromEntries(names.map((name) => [name, address.get(name) ?? ""])) as unknown as AuditQuery;
  const before = address.get("before") ?? "";
  const key = JSON.stringify(query);
  const [answer, again] = useResource(`audit/${key}/${before}`, (signal) => listAudit({ ...query, before, limit: rowsOfPage }, signal), { keepWhileLoading: true });
  return (
    <>
      <PageHead place="audit" lead={t("lead")} />
      <section className="panel" aria-label={t("caption")}>
        <AuditSearch key={key} begin={query} />
        <Loads answer={answer} onAgain={again}>
          {(events) => (
            <>
              <EventTable events={events} />
              {events.length > 0 && (
                <button type="button" className="button" onClick={() => save(events)}>
                  {t("csv")}
                </button>
              )}
              <Cursor rows={events.length} names={["before"]} next={() => ({ before: String(events[events.length - 1]?.id ?? "") })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}

function save(events: AuditEvent[]): void {
  const head = ["id", "at", "actor", "came_from", "action", "subject", "study_instance_uid", "details"] as const;
  const rows = events.map((event) => head.map((name) => (name === "details" ? JSON.stringify(event.details) : event[name])));
  saveFile("kinote-audit.csv", "text/csv;charset=utf-8", asCsv([[...head], ...rows]));
}

function AuditSearch({ begin }: { begin: AuditQuery }) {
  const { t } = useTranslation("audit");
  const [typed, setTyped] = useState(begin);
  const set = (name: keyof AuditQuery) => (value: string) => setTyped((before) => ({ ...before, [name]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Object.fromEntries(names.map((name) => [name, typed[name].trim()]));
    go(withQuery(adminPath("audit"), wanted));
  };
  return (
    <form className="admin-form" role="search" onSubmit={submit}>
      <TextField label={t("filter.actor")} hint={t("filter.actorHint")} value={typed.actor} onChange={set("actor")} />
      <TextField label={t("filter.action")} hint={t("filter.actionHint")} value={typed.action} onChange={set("action")} />
      <TextField label={t("filter.study")} value={typed.study} onChange={set("study")} longest={64} />
      <TextField label={t("filter.subject")} hint={t("filter.subjectHint")} value={typed.subject} onChange={set("subject")} />
      <TextField label={t("filter.since")} hint={t("filter.dayHint")} type="date" value={typed.since} onChange={set("since")} />
      <TextField label={t("filter.until")} hint={t("filter.dayHint")} type="date" value={typed.until} onChange={set("until")} />
      <div className="admin-buttons admin-form-whole">
        <button type="submit" className="button button-main">
          {t("admin:search")}
        </button>
        {names.some((name) => begin[name] !== "") && (
          <button type="button" className="button" onClick={() => go(adminPath("audit"))}>
            {t("admin:clear")}
          </button>
        )}
      </div>
    </form>
  );
}

function EventTable({ events }: { events: AuditEvent[] }) {
  const { t } = useTranslation("audit");
  return (
    <DataTable
      caption={t("caption")}
      none={t("none")}
      rows={events}
      keyOf={({ id }) => id}
      columns={[
        { title: t("columns.at"), cell: ({ at }) => <Moment at={at} /> },
        {
          title: t("columns.who"),
          cell: ({ actor, came_from: from }) => (
            <>
              <span className="admin-whole">{actor}</span>
              <span className="admin-sub admin-whole">{from}</span>
            </>
          ),
        },
        { title: t("columns.what"), cell: ({ action }) => <code>{action}</code> },
        {
          title: t("columns.about"),
          cell: ({ subject, study_instance_uid: study }) => (
            <>
              {subject !== study && <span className="uid">{subject}</span>}
              {study !== null && (
                <span className="admin-sub">
                  <StudyLink uid={study} />
                </span>
              )}
            </>
          ),
        },
        { title: t("columns.details"), cell: ({ details }) => (Object.keys(details).length === 0 ? null : <pre className="admin-details">{detailsInWords(details)}</pre>) },
      ]}
    />
  );
}

/** A line for each. */
export function detailsInWords(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}
