import { useTranslation } from "react-i18next";
import { listMigrationRows, rowsFileAddress } from "../../api/migrations";
import type { MigrationRow, RowFilter } from "../../api/migrations";
import { Chip } from "../../ui/Chip";
import { go, Link, usePlace } from "../../ui/router";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";
import { addressWith, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { Choice, Tick } from "../parts/Fields";
import { Loads } from "../parts/Loads";
import { StudyLink } from "../parts/StudyLink";
import { numberIn } from "./numberIn";

const outcomes = ["migrated", "updated", "already_there", "deleted_in_source", "conflict", "other_patient", "rejected", "no_note"] as const;

/** The rows of a run, page by page; the filter and the page stand in the address. */
export function RunRows({ run, revision }: { run: number; revision: string }) {
  const { t } = useTranslation("migrationruns");
  const { path, query } = usePlace();
  const filter: RowFilter = { outcome: query.get("outcome") ?? "", toLookAt: query.get("toLookAt") === "true" };
  const after = numberIn(query, "after");
  const [answer, again] = useResource(
    `migration/${run}/rows/${filter.outcome}/${filter.toLookAt}/${after}`,
    (signal) => listMigrationRows(run, filter, after, rowsOfPage, signal),
    { revision, keepWhileLoading: true },
  );
  const choose = (values: Record<string, string>) => go(addressWith(path, query, { after: "", ...values }));
  return (
    <>
      <h3 className="admin-h3">{t("rows")}</h3>
      <div className="admin-form">
        <Choice
          label={t("outcome")}
          value={filter.outcome}
          onChange={(outcome) => choose({ outcome })}
          choices={[["", t("anyOutcome")], ...outcomes.map((one) => [one, t([`migration:named.${one}`, `named.${one}`])] as const)]}
        />
        <Tick label={t("onlyToLookAt")} value={filter.toLookAt} onChange={(only) => choose({ toLookAt: only ? "true" : "" })} />
      </div>
      <Loads answer={answer} onAgain={again}>
        {({ rows, next_after: next }) => (
          <>
            <Rows rows={rows} none={next === null ? t("noRows") : t("noRowsHere")} />
            <nav className="pager" aria-label={t("rows")}>
              {after > 0 && (
                <Link className="button" to={addressWith(path, query, { after: "" })}>
                  {t("admin:latest")}
                </Link>
              )}
              {next !== null && (
                <Link className="button" to={addressWith(path, query, { after: String(next) })}>
                  {t("admin:next")}
                </Link>
              )}
              <a className="button" href={rowsFileAddress(run, filter)} download>
                {t("csv")}
              </a>
            </nav>
          </>
        )}
      </Loads>
    </>
  );
}

function Rows({ rows, none }: { rows: readonly MigrationRow[]; none: string }) {
  const { t, i18n } = useTranslation("migrationruns");
  return (
    <DataTable
      caption={t("rows")}
      isCaptionHidden
      none={none}
      rows={rows}
      keyOf={({ number }) => number}
      columns={[
        { title: t("row"), cell: ({ number }) => number.toLocaleString(i18n.language) },
        { title: t("source"), cell: ({ source_note_id: id, table }) => <span dir="auto">{table === "uid_mapping" ? t("uidMapping") : id || t("withoutId")}</span> },
        { title: t("study"), cell: ({ study_instance_uid: study }) => <StudyLink uid={study} /> },
        {
          title: t("became"),
          cell: ({ outcome, reason, needs_a_look: needs, details }) => (
            <>
              {t([`migration:named.${outcome}`, `named.${outcome}`])} {needs && <Chip tone="warning">{t("needsALook")}</Chip>}
              <span className="admin-sub" lang="en" dir="auto">
                {reason}
              </span>
              {details.map(({ place, sop_instance_uid: uid, reason: why }) => (
                <span key={place} className="admin-sub">
                  {t("place", { place })} {uid !== "" && <Uid value={uid} />} <span lang="en">{why}</span>
                </span>
              ))}
            </>
          ),
        },
        {
          title: t("columns.references"),
          cell: ({ references }) =>
            Object.entries(references)
              .filter(([, count]) => count > 0)
              .map(([outcome, count]) => (
                <span key={outcome} className="admin-sub">
                  {count.toLocaleString(i18n.language)}: {t(`named.${outcome}`)}
                </span>
              )),
        },
      ]}
    />
  );
}
