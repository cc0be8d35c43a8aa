import { useTranslation } from "react-i18next";
import { openExport } from "../../api/exports";
import type { Export } from "../../api/exports";
import { Chip } from "../../ui/Chip";
import type { Tone } from "../../ui/Chip";
import { Link } from "../../ui/router";
import { adminPath } from "../../ui/routes";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Moment } from "../parts/Moment";
import { StudyLink } from "../parts/StudyLink";
import "./words";

const tones: Record<Export["state"], Tone> = { open: "accent", done: "good", done_in_part: "warning", failed: "error" };

export function ExportTable({ exports, none, onDone }: { exports: Export[]; none: string; onDone: () => void }) {
  const { t } = useTranslation("exports");
  return (
    <DataTable
      caption={t("caption")}
      none={none}
      rows={exports}
      keyOf={({ id }) => id}
      columns={[
        { title: t("columns.id"), cell: ({ id }) => id },
        { title: t("columns.destination"), cell: ({ destination }) => destination },
        { title: t("columns.study"), cell: ({ study_instance_uid: uid, scope }) => <><StudyLink uid={uid} /><span className="admin-sub">{t(`scopes.${scope}`)}</span></> },
        { title: t("columns.state"), cell: (one) => <ExportState one={one} /> },
        { title: t("columns.counts"), cell: (one) => <Counts one={one} /> },
        {
          title: t("columns.asked"),
          cell: ({ requested_at: at, requested_by: who }) => (
            <>
              <Moment at={at} />
              <span className="admin-sub">{t("admin:who", { who })}</span>
            </>
          ),
        },
        { title: t("columns.does"), cell: (one) => <Repeat one={one} onDone={onDone} /> },
      ]}
    />
  );
}

function ExportState({ one }: { one: Export }) {
  const { t } = useTranslation("exports");
  return (
    <>
      <Chip tone={tones[one.state]}>{t(`states.${one.state}`)}</Chip>
      {one.job !== null && one.state === "open" && (
        <Link className="admin-sub" to={`${adminPath("jobs")}?study=${encodeURIComponent(one.study_instance_uid)}`}>
          {t("job", { job: one.job })}
        </Link>
      )}
      {[one.job_error, ...one.remarks].filter(Boolean).map((words) => (
        <span key={words} className="admin-sub" lang="en" dir="auto">
          {words}
        </span>
      ))}
    </>
  );
}

function Counts({ one }: { one: Export }) {
  const { t } = useTranslation("exports");
  const counts = (["delivered", "committed", "warned", "refused"] as const).filter((name) => one[name] > 0 || name === "delivered");
  return (
    <>
      {counts.map((name) => (
        <span key={name} className={name === "delivered" ? undefined : "admin-sub"}>
          {t(name, { count: one[name] })}
        </span>
      ))}
    </>
  );
}

function Repeat({ one, onDone }: { one: Export; onDone: () => void }) {
  const { t } = useTranslation("exports");
  if (one.state === "open") return null;
  return (
    <Act
      what={t("repeat")}
      to={String(one.id)}
      ask={t("repeatAsk", { destination: one.destination })}
      act={async () => {
        const opened = await openExport({ destination: one.destination, study_instance_uid: one.study_instance_uid, scope: one.scope });
        onDone();
        return t("sent", { id: opened.id });
      }}
    />
  );
}
