import { useTranslation } from "react-i18next";
import { listDeletions, undoDeletion } from "../../api/deletions";
import type { Deletion } from "../../api/deletions";
import { formatMoment } from "../../dicom/dates";
import "../../notes/deletion/words";
import { usePlace } from "../../ui/router";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { Cursor, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";
import { PageHead } from "../parts/PageHead";
import { StudyLink } from "../parts/StudyLink";
import { OverduePanel } from "./OverduePanel";
import "./words";

/** What is marked for deletion, and what should have gone. */
export function DeletionsPage() {
  const { t } = useTranslation("deletions");
  const offset = Math.max(0, Number(usePlace().query.get("offset") ?? "0") || 0);
  const [answer, again] = useResource(`deletions/${offset}`, (signal) => listDeletions({ limit: rowsOfPage, offset }, signal));
  return (
    <>
      <PageHead place="deletions" lead={t("lead")} />
      <OverduePanel />
      <section className="panel" aria-label={t("caption")}>
        <Loads answer={answer} onAgain={again}>
          {(deletions) => (
            <>
              <DeletionTable deletions={deletions} onDone={again} />
              <Cursor rows={deletions.length} names={["offset"]} next={() => ({ offset: String(offset + rowsOfPage) })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}

function DeletionTable({ deletions, onDone }: { deletions: Deletion[]; onDone: () => void }) {
  const { t } = useTranslation("deletions");
  return (
    <DataTable
      caption={t("caption")}
      none={t("none")}
      rows={deletions}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t("columns.what"),
          cell: ({ level, subject, study_instance_uid: study }) => (
            <>
              {t(`levels.${level}`)}
              {subject !== study && (
                <span className="admin-sub">
                  <Uid value={subject} />
                </span>
              )}
            </>
          ),
        },
        { title: t("columns.study"), cell: ({ study_instance_uid: study }) => <StudyLink uid={study} /> },
        {
          title: t("columns.objects"),
          cell: ({ objects, purged }) => (
            <>
              {t("objects", { count: objects })}
              {purged > 0 && <span className="admin-sub">{t("purged", { count: purged })}</span>}
            </>
          ),
        },
        {
          title: t("columns.who"),
          cell: ({ marked_at: at, marked_by: who, due_at: due }) => (
            <>
              <Moment at={at} />
              <span className="admin-sub">{t("admin:who", { who })}</span>
              <span className="admin-sub">{t("deleting:due", { when: formatMoment(due) })}</span>
            </>
          ),
        },
        {
          title: t("columns.does"),
          cell: (deletion) => (
            <Act
              what={t("undo")}
              to={`${t(`levels.${deletion.level}`)} ${deletion.subject}`}
              ask={t("undoAsk")}
              act={async () => {
                const reach = await undoDeletion(deletion);
                onDone();
                return reach === null ? t("deleting:undone") : t("undone", { objects: reach.objects, notes: reach.notes });
              }}
            />
          ),
        },
      ]}
    />
  );
}
