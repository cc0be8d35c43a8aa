import { useTranslation } from "react-i18next";
import { listOverdue } from "../../api/deletions";
import { useResource } from "../../ui/useResource";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";
import { StudyLink } from "../parts/StudyLink";

/** What should have been purged by now, and why it is not. */
export function OverduePanel() {
  const { t } = useTranslation("deletions");
  const [answer, again] = useResource("deletions/overdue", listOverdue);
  return (
    <section className="panel" aria-labelledby="overdue-heading">
      <h2 id="overdue-heading">{t("overdue")}</h2>
      <Loads answer={answer} onAgain={again}>
        {({ deletions, files }) => (
          <>
            <DataTable
              caption={t("overdueLead")}
              none={t("noneOverdue")}
              rows={deletions}
              keyOf={({ mark, study_instance_uid: study }) => `${study} ${mark}`}
              columns={[
                { title: t("overdueColumns.what"), cell: ({ mark }) => mark },
                { title: t("overdueColumns.study"), cell: ({ study_instance_uid: study }) => <StudyLink uid={study} /> },
                { title: t("overdueColumns.due"), cell: ({ due_at: at }) => <Moment at={at} /> },
                { title: t("overdueColumns.why"), cell: ({ why }) => <span lang="en">{why}</span> },
              ]}
            />
            {files.length > 0 && (
              <DataTable
                caption={t("files")}
                none=""
                rows={files}
                keyOf={({ path }) => path}
                columns={[
                  { title: t("fileColumns.path"), cell: ({ path }) => <code>{path}</code> },
                  { title: t("fileColumns.since"), cell: ({ listed_at: at }) => <Moment at={at} /> },
                  { title: t("fileColumns.why"), cell: ({ why }) => <span lang="en">{why}</span> },
                ]}
              />
            )}
          </>
        )}
      </Loads>
    </section>
  );
}
