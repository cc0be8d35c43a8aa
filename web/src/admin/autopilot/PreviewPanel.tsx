import { useState } from "react";
import { useTranslation } from "react-i18next";
import { runAutopilot } from "../../api/autopilot";
import type { Preview } from "../../api/autopilot";
import { Chip } from "../../ui/Chip";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { formatBytes } from "../parts/figures";
import { Moment } from "../parts/Moment";
import { StudyLink } from "../parts/StudyLink";

/** What a run would do, and the run itself. */
export function PreviewPanel() {
  const { t } = useTranslation("autopilot");
  const [preview, setPreview] = useState<Preview | null>(null);
  return (
    <section className="panel" aria-labelledby="preview-heading">
      <h2 id="preview-heading">{t("preview")}</h2>
      <div className="admin-buttons">
        <Act what={t("dry")} isMain act={async () => setPreview(await runAutopilot(true))} />
        <Act
          what={t("run")}
          ask={t("runAsk")}
          act={async () => {
            await runAutopilot(false);
            return t("ran");
          }}
        />
      </div>
      {preview !== null && <PreviewTables preview={preview} />}
    </section>
  );
}

function PreviewTables({ preview }: { preview: Preview }) {
  const { t, i18n } = useTranslation("autopilot");
  return (
    <>
      <DataTable
        caption={t("freeing")}
        none={t("nothingToFree")}
        rows={preview.freeing}
        keyOf={(row) => row.study_instance_uid}
        columns={[
          { title: t("columns.study"), cell: (row) => <StudyLink uid={row.study_instance_uid} /> },
          { title: t("columns.what"), cell: (row) => <Chip tone={row.goes ? "warning" : "plain"}>{t(row.goes ? "goes" : "stays")}</Chip> },
          { title: t("columns.why"), cell: (row) => <span lang="en">{row.reason}</span> },
          { title: t("columns.rule"), cell: (row) => row.rule },
          { title: t("columns.size"), isNumber: true, cell: (row) => formatBytes(row.bytes, i18n.language) },
          { title: t("columns.accessed"), cell: (row) => <Moment at={row.last_access_at} /> },
        ]}
      />
      <DataTable
        caption={t("archiving")}
        none={t("nothingToArchive")}
        rows={preview.archiving}
        keyOf={(row) => `${row.study_instance_uid} ${row.rule}`}
        columns={[
          { title: t("columns.study"), cell: (row) => <StudyLink uid={row.study_instance_uid} /> },
          { title: t("columns.what"), cell: (row) => <Chip tone={row.outcome === "archive" ? "accent" : "plain"}>{t(`outcomes.${row.outcome}`)}</Chip> },
          { title: t("columns.why"), cell: (row) => <span lang="en">{row.reason}</span> },
          { title: t("columns.rule"), cell: (row) => [row.rule, row.archive].filter(Boolean).join(" → ") },
        ]}
      />
    </>
  );
}
