import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { readOutside } from "../../api/noteHistory";
import type { NoteAtDestination } from "../../api/noteHistory";
import type { Note } from "../../api/notes";
import { formatMoment } from "../../dicom/dates";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import type { Resource } from "../../ui/useResource";
import { outsideOf, useOutsideOfStudy } from "./OutsideOfStudy";

/** Which destination has which version of the note, in words. */
export function NoteOutside({ note, revision }: { note: Note; revision: string }) {
  const shared = useOutsideOfStudy();
  const again = shared?.again;
  useEffect(() => {
    if (revision !== "0") again?.(); // something was sent from here
  }, [revision, again]);
  if (shared !== null) return <Shown outside={outsideOf(note.id, shared)} again={shared.again} />;
  return <Alone note={note} revision={revision} />;
}

function Alone({ note, revision }: { note: Note; revision: string }) {
  const pulse = usePulse(20);
  const [outside, again] = useResource(`outside/${note.id}`, (signal) => readOutside(note.id, signal), { revision: `${note.version}/${revision}/${pulse}` });
  return <Shown outside={outside} again={again} />;
}

function Shown({ outside, again }: { outside: Resource<{ destinations: NoteAtDestination[] }>; again: () => void }) {
  const { t } = useTranslation("ways");
  if (outside.state === "loading") return <p className="muted note-outside">{t("outside.loading")}</p>;
  if (outside.state === "failed") {
    return (
      <p className="note-outside">
        {t("failed", { reason: outside.error.message })}{" "}
        <button type="button" className="button" onClick={again}>
          {t("again")}
        </button>
      </p>
    );
  }
  const { destinations } = outside.value;
  if (destinations.length === 0) return <p className="muted note-outside">{t("outside.none")}</p>;
  return (
    <ul className="note-outside">
      {destinations.map((each) => (
        <li key={each.destination} className={`outside-${each.state}`}>
          <Words at={each} />
        </li>
      ))}
    </ul>
  );
}

function Words({ at }: { at: NoteAtDestination }) {
  const { t } = useTranslation("ways");
  const isThere = at.version !== null;
  const refused = at.refused_version !== null && isThere ? t("outside.refusedVersion", { version: at.refused_version }) : "";
  const isExplained = refused !== "" || at.state === "refused";
  const parts = [
    t(`outside.${at.state}`, { destination: at.destination, version: at.version }),
    isThere ? formatMoment(at.sent_at) : "",
    at.committed_at === null ? "" : t("outside.committed"),
    refused,
    isExplained ? [at.status, at.comment].filter(Boolean).join(" ") : "",
    at.in_use ? "" : t("outside.retired"),
  ];
  return <>{parts.filter(Boolean).join(" · ")}</>;
}
