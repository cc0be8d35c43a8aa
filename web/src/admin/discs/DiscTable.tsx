import { useTranslation } from "react-i18next";
import { discAddress, removeMedia } from "../../api/media";
import type { MediaExport } from "../../api/media";
import { Chip } from "../../ui/Chip";
import type { Tone } from "../../ui/Chip";
import { Link } from "../../ui/router";
import { adminPath, notePath } from "../../ui/routes";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Moment } from "../parts/Moment";
import { StudyLink } from "../parts/StudyLink";
import { megabytes } from "./order";
import "./words";

const tones: Record<MediaExport["state"], Tone> = { open: "accent", failed: "error", done: "good", cancelled: "plain", expired: "plain" };

export function DiscTable({ exports, onDone }: { exports: MediaExport[]; onDone: () => void }) {
  const { t } = useTranslation("discs");
  return (
    <DataTable
      caption={t("caption")}
      none={t("none")}
      rows={exports}
      keyOf={({ id }) => id}
      columns={[
        { title: t("columns.id"), cell: ({ id }) => id },
        { title: t("columns.what"), cell: (one) => <What one={one} /> },
        { title: t("columns.state"), cell: (one) => <State one={one} /> },
        { title: t("columns.discs"), cell: (one) => <Discs one={one} /> },
        {
          title: t("columns.asked"),
          cell: ({ requested_at: at, requested_by: who }) => (
            <>
              <Moment at={at} />
              <span className="admin-sub">{t("admin:who", { who })}</span>
            </>
          ),
        },
        { title: t("columns.does"), cell: (one) => <End one={one} onDone={onDone} /> },
      ]}
    />
  );
}

const mostNamed = 3;

function What({ one }: { one: MediaExport }) {
  const { t } = useTranslation("discs");
  return (
    <>
      {one.parts.slice(0, mostNamed).map(({ study_instance_uid: study, note }) => (
        <span key={`${study}/${note ?? ""}`} className="admin-sub">
          {note === null ? <StudyLink uid={study} /> : <Link to={notePath(note)}>{t("note")}</Link>}
        </span>
      ))}
      {one.parts.length > mostNamed && <span className="admin-sub">+{one.parts.length - mostNamed}</span>}
      <span className="admin-sub">
        {one.label} · {t(`forms.${one.form}`)} · {one.profile}
      </span>
      {one.parts.some(({ note }) => note === null) && <span className="admin-sub">{t(`scopes.${one.scope}`)}</span>}
      {one.deidentified && <Chip>{t("deidentified")}</Chip>}
    </>
  );
}

function State({ one }: { one: MediaExport }) {
  const { t } = useTranslation("discs");
  return (
    <>
      <Chip tone={tones[one.state]}>{t(`states.${one.state}`)}</Chip>
      {one.state === "open" && (
        <span className="admin-sub">
          {one.objects === 0 ? (
            t("waits")
          ) : (
            <>
              <progress aria-label={t("progressName")} max={one.objects} value={one.written} /> {t("progress", { written: one.written, objects: one.objects })}
            </>
          )}
        </span>
      )}
      {one.job !== null && (one.state === "open" || one.state === "failed") && (
        <Link className="admin-sub" to={`${adminPath("jobs")}?kind=CD_EXPORT`}>
          {t("job", { job: one.job })}
        </Link>
      )}
      {one.job_error !== null && (
        <span className="admin-sub" lang="en" dir="auto">
          {one.job_error}
        </span>
      )}
      {one.report.length > 0 && (
        <details className="admin-sub">
          <summary>{t("remarks", { count: one.report.length })}</summary>
          <ul lang="en">
            {one.report.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Discs({ one }: { one: MediaExport }) {
  const { t } = useTranslation("discs");
  if (one.discs.length === 0) return <>–</>;
  const size = (disc: MediaExport["discs"][number]) => t("discSize", { megabytes: megabytes(disc.bytes), count: disc.objects });
  return (
    <ul className="disc-links">
      {one.discs.map((disc) => (
        <li key={disc.number}>
          {one.state === "done" && one.form !== "folder" ? (
            <a className="button" href={discAddress(one.id, disc.number)} download={disc.file_name}>
              {t("disc", { number: disc.number })}
            </a>
          ) : (
            t("disc", { number: disc.number })
          )}{" "}
          <span className="admin-sub">{size(disc)}</span>
          {one.state === "done" && one.form === "folder" && <span className="admin-sub">{t("onServer", { name: disc.file_name })}</span>}
        </li>
      ))}
      {one.state === "done" && one.expires_at !== null && (
        <li className="admin-sub">
          {t("expires")} <Moment at={one.expires_at} />
        </li>
      )}
    </ul>
  );
}

function End({ one, onDone }: { one: MediaExport; onDone: () => void }) {
  const { t } = useTranslation("discs");
  const isOpen = one.state === "open" || one.state === "failed";
  if (!isOpen && one.state !== "done") return null;
  return (
    <Act
      what={t(isOpen ? "giveUp" : "remove")}
      to={String(one.id)}
      ask={t(isOpen ? "giveUpAsk" : "removeAsk", { id: one.id })}
      act={async () => {
        await removeMedia(one.id);
        onDone();
        return t(isOpen ? "givenUp" : "removed");
      }}
    />
  );
}
