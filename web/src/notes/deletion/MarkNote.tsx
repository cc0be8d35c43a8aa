import { useTranslation } from "react-i18next";
import { useMay } from "../../access/session";
import type { Note } from "../../api/notes";
import { titleOf } from "../noteWords";
import { MarkAct } from "./MarkAct";

/** Deletes a note, for those who may. */
export function MarkNote({ note, onMarked }: { note: Note; onMarked: () => void }) {
  const { i18n } = useTranslation("deleting");
  if (!useMay("delete")) return null;
  return (
    <span lang={i18n.resolvedLanguage}>
      <MarkAct
        target={{ level: "note", subject: note.id, study_instance_uid: note.study_instance_uid }}
        name={titleOf(note)}
        etag={`"${note.version}"`}
        onDone={onMarked}
      />
    </span>
  );
}
