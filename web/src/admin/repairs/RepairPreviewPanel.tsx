import { useState } from "react";
import { useTranslation } from "react-i18next";
import { applyRepair, previewRepair } from "../../api/repairs";
import type { RepairPreview } from "../../api/repairs";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import "../admin.css";
import "../parts/words";
import "./words";

/** What a repair would make of a quarantined object, before and after, and the repair itself. */
export function RepairPreviewPanel({ kosd, onDone }: { kosd: string; onDone: () => void }) {
  const { t, i18n } = useTranslation("repairs");
  const [isOpen, setOpen] = useState(false);
  return (
    <div lang={i18n.language}>
      <button type="button" className="button" aria-expanded={isOpen} aria-label={`${t(isOpen ? "close" : "preview")}: ${kosd}`} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? "close" : "preview")}
      </button>
      {isOpen && <Preview kosd={kosd} onDone={onDone} />}
    </div>
  );
}

function Preview({ kosd, onDone }: { kosd: string; onDone: () => void }) {
  const [answer, again] = useResource(`repair preview/${kosd}`, (signal) => previewRepair(kosd, signal));
  return (
    <Loads answer={answer} onAgain={again}>
      {(preview) => <Changes kosd={kosd} preview={preview} onDone={onDone} />}
    </Loads>
  );
}

function Changes({ kosd, preview, onDone }: { kosd: string; preview: RepairPreview; onDone: () => void }) {
  const { t } = useTranslation("repairs");
  return (
    <>
      <DataTable
        caption={t("mended")}
        none={t("nothing")}
        rows={preview.repaired.map((one, number) => ({ ...one, number }))}
        keyOf={({ number }) => number}
        columns={[
          { title: t("change.rule"), cell: ({ rule }) => rule },
          {
            title: t("change.found"),
            cell: ({ message, place }) => (
              <>
                <span lang="en">{message}</span>
                <span className="admin-sub">{place}</span>
              </>
            ),
          },
          { title: t("change.before"), cell: ({ before }) => <del className="change-before" dir="auto">{before || "–"}</del> },
          { title: t("change.after"), cell: ({ after }) => <ins className="change-after" dir="auto">{after || "–"}</ins> },
        ]}
      />
      {preview.left.length > 0 && (
        <DataTable
          caption={t("left")}
          none=""
          rows={preview.left.map((one, number) => ({ ...one, number }))}
          keyOf={({ number }) => number}
          columns={[
            { title: t("change.rule"), cell: ({ rule }) => rule },
            { title: t("change.found"), cell: ({ message }) => <span lang="en">{message}</span> },
            { title: t("change.why"), cell: ({ why }) => <span lang="en">{why}</span> },
          ]}
        />
      )}
      <p>
        {preview.obstacle === null ? (
          <>
            <span className="muted">{t("verdict")}</span> {t(`verdicts.${preview.verdict}`)}
          </>
        ) : (
          <span lang="en">{t("obstacle", { why: preview.obstacle })}</span>
        )}
      </p>
      {preview.obstacle === null && (
        <Act
          what={t("apply")}
          to={kosd}
          isMain
          ask={t("applyAsk")}
          act={async () => {
            await applyRepair(kosd);
            onDone();
            return t("applied");
          }}
        />
      )}
    </>
  );
}
