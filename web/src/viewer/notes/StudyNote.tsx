import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Note } from "../../api/notes";
import { formatMoment } from "../../dicom/dates";
import { authorOf, withPlainLineEnds } from "../../notes/noteWords";
import { NoteWays } from "../../notes/ways/NoteWays";
import { Star } from "../../ui/Icon";
import { draftOf } from "./draft";
import type { DraftImage } from "./draft";

interface StudyNoteProps {
  note: Note;
  onShow: (image: DraftImage) => void;
  mayEdit: boolean;
  /** Null while another note is written. */
  onEdit: (() => void) | null;
  /** Null where the role does not withdraw notes. */
  onWithdraw: (() => Promise<void>) | null;
}

/** A note of the study: what it says, and what can be done with it. */
export function StudyNote({ note, onShow, mayEdit, onEdit, onWithdraw }: StudyNoteProps) {
  const { t } = useTranslation("notes");
  const [isAsking, setIsAsking] = useState(false);
  const images = draftOf(note, "", "").images;
  const title = note.title?.meaning || note.title?.value || t("note.untitled");
  const [first] = images;
  return (
    <li className="study-note">
      <h3>
        <Star size={14} /> <span dir="auto">{[title, ...note.modifiers.map((modifier) => modifier.meaning || modifier.value)].join(", ")}</span>
      </h3>
      {note.description && (
        <p className="study-note-text" dir="auto">
          {withPlainLineEnds(note.description)}
        </p>
      )}
      <p className="muted">
        {[
          note.author ? authorOf(note.author) : "",
          note.created_at === null ? "" : formatMoment(note.created_at),
          t("note.images", { count: images.length }),
          note.version > 1 ? t("note.version", { version: note.version }) : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {isAsking && onWithdraw !== null ? (
        <div className="study-note-ask" role="group" aria-label={t("note.withdraw")}>
          <p>{t("note.reallyWithdraw")}</p>
          <button type="button" className="button" onClick={() => void onWithdraw().finally(() => setIsAsking(false))}>
            {t("note.yes")}
          </button>
          <button type="button" className="button" onClick={() => setIsAsking(false)}>
            {t("note.no")}
          </button>
        </div>
      ) : (
        <div className="draft-ways">
          <button type="button" className="button" disabled={first === undefined} onClick={() => first && onShow(first)}>
            {t("note.show")}
          </button>
          {mayEdit && (
            <button type="button" className="button" disabled={onEdit === null} onClick={() => onEdit?.()}>
              {t("note.edit")}
            </button>
          )}
          {onWithdraw !== null && (
            <button type="button" className="button" onClick={() => setIsAsking(true)}>
              {t("note.withdraw")}
            </button>
          )}
        </div>
      )}
      <NoteWays note={note} />
    </li>
  );
}
