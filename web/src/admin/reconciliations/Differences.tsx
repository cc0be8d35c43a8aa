import { useTranslation } from "react-i18next";
import { useMay } from "../../access/session";
import { allDifferences, listDifferences, openReconciliation, readReconciliation } from "../../api/reconciliations";
import type { Difference, Reconciliation } from "../../api/reconciliations";
import { Link, usePlace } from "../../ui/router";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { Cursor, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { asCsv, saveFile } from "../parts/figures";
import { Loads } from "../parts/Loads";
import { StudyLink } from "../parts/StudyLink";
import { csvRows, firstMendableOfStudies } from "./mending";

interface Props {
  id: number;
  /** A number that grows: a reason to look again. */
  revision: number;
  closing: string;
  onDone: () => void;
}

/** What one comparison found, with what mends it. */
export function Differences({ id, revision, closing, onDone }: Props) {
  const { t } = useTranslation("reconciliations");
  const { query } = usePlace();
  const afterStudy = query.get("afterStudy") ?? "";
  const afterObject = query.get("afterObject") ?? "";
  const load = async (signal: AbortSignal) => {
    const [of, differences] = await Promise.all([readReconciliation(id, signal), listDifferences(id, { afterStudy, afterObject, limit: rowsOfPage }, signal)]);
    return { of, differences };
  };
  const [answer, again] = useResource(`reconciliation/${id}/${afterStudy}/${afterObject}`, load, { revision: String(revision) });
  return (
    <section className="panel" aria-labelledby="differences-heading">
      <Loads answer={answer} onAgain={again}>
        {({ of, differences }) => (
          <>
            <div className="page-head">
              <h2 id="differences-heading">{t("of", { id, destination: of.destination })}</h2>
              <Buttons of={of} closing={closing} onDone={onDone} />
            </div>
            <DifferenceTable of={of} differences={differences} onDone={onDone} />
            <Cursor
              rows={differences.length}
              names={["afterStudy", "afterObject"]}
              next={() => {
                const last = differences[differences.length - 1];
                return { afterStudy: last?.study_instance_uid ?? "", afterObject: last?.sop_instance_uid ?? "" };
              }}
            />
          </>
        )}
      </Loads>
    </section>
  );
}

function Buttons({ of, closing, onDone }: { of: Reconciliation; closing: string; onDone: () => void }) {
  const { t } = useTranslation("reconciliations");
  const mayExport = useMay("export");
  const mend = async () => {
    const opened = await openReconciliation({
      destination: of.destination,
      fix: true,
      ...(of.study_instance_uid === null ? {} : { study_instance_uid: of.study_instance_uid }),
      ...(of.since === null ? {} : { since: of.since.slice(0, 10) }),
    });
    onDone();
    return t("begun", { id: opened.id });
  };
  const save = async () => {
    const all = await allDifferences(of.id);
    saveFile(`kinote-comparison-${of.id}.csv`, "text/csv;charset=utf-8", asCsv(csvRows(all)));
    return t("saved", { count: all.length });
  };
  return (
    <div className="admin-buttons">
      {of.differences > 0 && <Act what={t("csv")} act={save} />}
      {mayExport && of.differences > 0 && of.state !== "open" && <Act what={t("mendAll")} ask={t("mendAllAsk", { destination: of.destination })} act={mend} />}
      <Link className="button" to={closing}>
        {t("close")}
      </Link>
    </div>
  );
}

function DifferenceTable({ of, differences, onDone }: { of: Reconciliation; differences: Difference[]; onDone: () => void }) {
  const { t } = useTranslation("reconciliations");
  const mayExport = useMay("export");
  const mended = mayExport && of.state !== "open" ? firstMendableOfStudies(differences) : new Set<Difference>();
  return (
    <DataTable
      caption={t("diffCaption")}
      none={of.state === "open" ? t("states.open") : t("noDifferences")}
      rows={differences}
      keyOf={(one) => `${one.study_instance_uid} ${one.sop_instance_uid}`}
      columns={[
        {
          title: t("diff.object"),
          cell: (one) => (
            <>
              {one.sop_instance_uid === "" ? t("wholeStudy") : <Uid value={one.sop_instance_uid} />}
              <span className="admin-sub">
                <StudyLink uid={one.study_instance_uid} />
              </span>
            </>
          ),
        },
        {
          title: t("diff.reason"),
          cell: ({ reason, detail }) => (
            <>
              {t(`reasons.${reason}`, { defaultValue: reason })}
              <span className="admin-sub" lang="en" dir="auto">
                {detail}
              </span>
            </>
          ),
        },
        { title: t("diff.place"), cell: ({ place }) => t(`places.${place}`) },
        {
          title: t("diff.remedy"),
          cell: (one) => (
            <>
              {one.export === null ? <span lang="en">{one.remedy}</span> : t("export", { id: one.export })}
              {mended.has(one) && (
                <div className="admin-buttons">
                  <Act
                    what={t("mend")}
                    to={one.study_instance_uid}
                    ask={t("mendAsk", { destination: of.destination })}
                    act={async () => {
                      const opened = await openReconciliation({ destination: of.destination, study_instance_uid: one.study_instance_uid, fix: true });
                      onDone();
                      return t("begun", { id: opened.id });
                    }}
                  />
                </div>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
