import { useTranslation } from "react-i18next";
import { listReconciliations } from "../../api/reconciliations";
import type { Reconciliation } from "../../api/reconciliations";
import { Chip } from "../../ui/Chip";
import type { Tone } from "../../ui/Chip";
import { Link, usePlace } from "../../ui/router";
import { Uid } from "../../ui/Uid";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { addressWith, Cursor, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";
import { PageHead } from "../parts/PageHead";
import { CompareForm } from "./CompareForm";
import { Differences } from "./Differences";
import "./words";

const pulseSeconds = 3;
const tones: Record<Reconciliation["state"], Tone> = { open: "accent", done: "good", failed: "error" };

/** Comparisons with destinations, what they found, and what mends it. */
export function ReconciliationsPage() {
  const { t } = useTranslation("reconciliations");
  const { path, query } = usePlace();
  const before = query.get("before") ?? "";
  const shown = Number(query.get("comparison") ?? "");
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource(`reconciliations/${before}`, (signal) => listReconciliations({ before, limit: rowsOfPage }, signal), {
    revision: String(pulse),
  });
  return (
    <>
      <PageHead place="reconciliations" lead={t("lead")} />
      <CompareForm onDone={again} />
      {shown > 0 && <Differences key={shown} id={shown} revision={pulse} onDone={again} closing={addressWith(path, query, { comparison: "", afterStudy: "", afterObject: "" })} />}
      <section className="panel" aria-label={t("caption")}>
        <Loads answer={answer} onAgain={again}>
          {(rows) => (
            <>
              <ComparisonTable rows={rows} />
              <Cursor rows={rows.length} names={["before"]} next={() => ({ before: String(rows[rows.length - 1]?.id ?? "") })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}

function ComparisonTable({ rows }: { rows: Reconciliation[] }) {
  const { t } = useTranslation("reconciliations");
  const { path, query } = usePlace();
  return (
    <DataTable
      caption={t("caption")}
      none={t("none")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { title: t("columns.id"), cell: ({ id }) => id },
        { title: t("columns.destination"), cell: ({ destination }) => destination },
        {
          title: t("columns.what"),
          cell: ({ study_instance_uid: study, since, fix }) => (
            <>
              {study === null ? t("all") : <Uid value={study} />} {since !== null && t("sinceDay", { day: since.slice(0, 10) })} {fix && <Chip>{t("fixes")}</Chip>}
            </>
          ),
        },
        { title: t("columns.state"), cell: (one) => <State one={one} /> },
        { title: t("columns.found"), cell: (one) => <Found one={one} /> },
        {
          title: t("columns.asked"),
          cell: ({ requested_at: at, requested_by: who }) => (
            <>
              <Moment at={at} />
              <span className="admin-sub">{t("admin:who", { who })}</span>
            </>
          ),
        },
        {
          title: t("columns.does"),
          cell: ({ id }) => (
            <Link className="button" aria-label={`${t("show")}: ${id}`} to={addressWith(path, query, { comparison: String(id), afterStudy: "", afterObject: "" })}>
              {t("show")}
            </Link>
          ),
        },
      ]}
    />
  );
}

function State({ one: { state, total, studies, waits_for_hours: hours, error } }: { one: Reconciliation }) {
  const { t } = useTranslation("reconciliations");
  return (
    <>
      <Chip tone={tones[state]}>{t(`states.${state}`)}</Chip>
      {state === "open" && (
        <span className="admin-sub">
          {total === null ? (
            t("notBegun")
          ) : (
            <>
              <progress aria-label={t("progressName")} max={Math.max(1, total)} value={studies} /> {t("progress", { done: studies, total })}
            </>
          )}
        </span>
      )}
      {hours !== null && <span className="admin-sub">{t("hours", { hours })}</span>}
      {error !== null && (
        <span className="admin-sub" lang="en" dir="auto">
          {error}
        </span>
      )}
    </>
  );
}

function Found({ one: { state, differences, failed, exports, studies } }: { one: Reconciliation }) {
  const { t } = useTranslation("reconciliations");
  return (
    <>
      {differences === 0 && failed === 0 && state !== "failed" ? (studies > 0 || state === "done" ? t("equal") : "–") : differences > 0 ? t("differences", { count: differences }) : null}
      {failed > 0 && <span className="admin-sub">{t("notCompared", { count: failed })}</span>}
      {exports > 0 && <span className="admin-sub">{t("opened", { count: exports })}</span>}
    </>
  );
}
