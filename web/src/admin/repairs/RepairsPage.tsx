import { useTranslation } from "react-i18next";
import { listRepairs, undoRepair } from "../../api/repairs";
import type { Repair } from "../../api/repairs";
import { formatMoment } from "../../dicom/dates";
import { Chip } from "../../ui/Chip";
import { usePlace } from "../../ui/router";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";
import { Cursor, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { PageHead } from "../parts/PageHead";
import { ReasonAct } from "../parts/ReasonAct";
import { StudyLink } from "../parts/StudyLink";
import "./words";

/** What was repaired, and what takes a repair back. */
export function RepairsPage() {
  const { t } = useTranslation("repairs");
  const offset = Math.max(0, Number(usePlace().query.get("offset") ?? "0") || 0);
  const [answer, again] = useResource(`repairs/${offset}`, (signal) => listRepairs({ limit: rowsOfPage, offset }, signal));
  return (
    <>
      <PageHead place="repairs" lead={t("lead")} />
      <section className="panel" aria-label={t("caption")}>
        <Loads answer={answer} onAgain={again}>
          {(repairs) => (
            <>
              <RepairTable repairs={repairs} onDone={again} />
              <Cursor rows={repairs.length} names={["offset"]} next={() => ({ offset: String(offset + rowsOfPage) })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}

function RepairTable({ repairs, onDone }: { repairs: Repair[]; onDone: () => void }) {
  const { t } = useTranslation("repairs");
  return (
    <DataTable
      caption={t("caption")}
      none={t("none")}
      rows={repairs}
      keyOf={({ kosd, repaired_at: at }) => `${kosd} ${at}`}
      columns={[
        { title: t("columns.kosd"), cell: ({ kosd, was_quarantined: was }) => <><Uid value={kosd} />{was && <span className="admin-sub">{t("was")}</span>}</> },
        { title: t("columns.study"), cell: ({ study_instance_uid: study }) => <StudyLink uid={study} /> },
        {
          title: t("columns.changes"),
          cell: ({ changes }) =>
            changes.map(({ rule, before, after }, number) => (
              <div key={number} dir="auto">
                {rule}: <del className="change-before">{before || "–"}</del> <ins className="change-after">{after || "–"}</ins>
              </div>
            )),
        },
        {
          title: t("columns.state"),
          cell: (one) => (
            <>
              <Chip tone={one.state === "in_force" ? "good" : "plain"}>{t(`states.${one.state}`)}</Chip>
              <span className="admin-sub">{t("by", { at: formatMoment(one.repaired_at), who: one.by_standing_rule ? t("standing") : one.repaired_by })}</span>
              {one.taken_back_at !== null && (
                <span className="admin-sub" dir="auto">
                  {t("by", { at: formatMoment(one.taken_back_at), who: one.taken_back_by ?? "" })} {one.reason}
                </span>
              )}
            </>
          ),
        },
        {
          title: t("columns.does"),
          cell: ({ kosd, state }) =>
            state === "in_force" && (
              <ReasonAct
                what={t("undo")}
                to={kosd}
                words={t("undoWords")}
                isReasonNeeded
                act={async (reason) => {
                  await undoRepair(kosd, reason);
                  onDone();
                }}
              />
            ),
        },
      ]}
    />
  );
}
