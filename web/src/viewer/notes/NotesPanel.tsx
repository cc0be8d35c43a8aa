import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "../../access/session";
import { ApiError } from "../../api/client";
import { readNoteForChange, undoWithdrawal, withdrawNote } from "../../api/notes";
import type { Note } from "../../api/notes";
import { OutsideOfStudy } from "../../notes/ways/OutsideOfStudy";
import { SendStudy } from "../../notes/ways/SendStudy";
import { Icon } from "../../ui/Icon";
import type { Resource } from "../../ui/useResource";
import type { LookHands } from "../look/useLooks";
import type { DraftImage } from "./draft";
import { DraftEditor } from "./DraftEditor";
import { StudyNote } from "./StudyNote";
import type { DraftHands } from "./useDraft";
import "./words";
import "./panel.css";

interface NotesPanelProps {
  studyInstanceUid: string;
  notes: Resource<{ notes: Note[] }>;
  onNotesAgain: () => void;
  hands: DraftHands;
  onShow: (image: DraftImage) => void;
  onStar: (() => void) | null;
  onClose: () => void;
  looks: LookHands;
}

/** The notes of the study beside its images: the one that is written, and those that there are. */
export function NotesPanel({ studyInstanceUid, notes, onNotesAgain, hands, onShow, onStar, onClose, looks }: NotesPanelProps) {
  const { t } = useTranslation("notes");
  const session = useSession();
  const [mayWrite, mayEdit, mayWithdraw] = [useMay("author"), useMay("edit"), useMay("delete")];
  const [withdrawn, setWithdrawn] = useState<Note | null>(null);
  const [trouble, setTrouble] = useState("");
  const [isSending, setIsSending] = useState(false);
  const current = notes.state === "ready" ? notes.value.notes.filter((note) => note.state === "current" && note.id !== withdrawn?.id) : [];

  const tryTo = async (work: () => Promise<void>) => {
    setTrouble("");
    try {
      await work();
    } catch (error) {
      setTrouble(t("note.notDone", { reason: error instanceof ApiError ? error.message : String(error) }));
    }
    onNotesAgain();
  };
  const withdraw = (note: Note) =>
    tryTo(async () => {
      const { value, etag } = await readNoteForChange(note.id);
      if (value.version !== note.version) throw new ApiError(412, "other_version", t("conflict.title"));
      await withdrawNote(note.id, etag);
      setWithdrawn(note);
    });
  const undo = (note: Note) =>
    tryTo(async () => {
      await undoWithdrawal(note.id);
      setWithdrawn(null);
    });

  return (
    <aside className="notes-panel" aria-label={t("panel")}>
      <header className="notes-panel-head">
        <h2>{t("panel")}</h2>
        {mayWrite && hands.draft === null && (
          <button type="button" className="button" onClick={hands.begin}>
            {t("begin")}
          </button>
        )}
        <button type="button" className="icon-button" aria-label={t("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {session !== null && !mayWrite && <p className="muted notes-may-not">{t("mayNot", { role: session.role ?? session.account })}</p>}
      <div role="status">
        {hands.saving.state === "saved" && <p className="notes-saved">{t("saved", { version: hands.saving.version })}</p>}
        {withdrawn !== null && (
          <p className="notes-saved">
            {t("note.withdrawn", { title: withdrawn.title?.meaning || t("note.untitled") })}{" "}
            <button type="button" className="button" onClick={() => void undo(withdrawn)}>
              {t("note.undo")}
            </button>
          </p>
        )}
      </div>
      {trouble !== "" && (
        <p className="draft-trouble" role="alert">
          {trouble}
        </p>
      )}
      {hands.draft === null && hands.saving.state === "failed" && (
        <p className="draft-trouble" role="alert">
          {hands.saving.error.message}
        </p>
      )}
      {hands.draft !== null && <DraftEditor draft={hands.draft} hands={hands} onShow={onShow} onStar={onStar} looks={looks} />}
      {notes.state === "failed" && (
        <div className="draft-trouble" role="alert">
          <p>{`${t("failed")}: ${notes.error.message}`}</p>
          <button type="button" className="button" onClick={onNotesAgain}>
            {t("again")}
          </button>
        </div>
      )}
      {notes.state === "ready" && current.length === 0 && hands.draft === null && <p className="muted notes-none">{mayWrite ? t("none") : t("noneToRead")}</p>}
      {current.length > 0 && (
        <OutsideOfStudy studyInstanceUid={studyInstanceUid} revision={current.map(({ id, version }) => `${id} ${version}`).join()}>
          <ul className="study-notes">
            {current.map((note) => (
              <StudyNote
                key={note.id}
                note={note}
                onShow={onShow}
                mayEdit={mayEdit}
                onEdit={hands.draft === null ? () => void hands.edit(note) : null}
                onWithdraw={mayWithdraw ? () => withdraw(note) : null}
              />
            ))}
          </ul>
        </OutsideOfStudy>
      )}
      {isSending ? (
        <SendStudy studyInstanceUid={studyInstanceUid} onClose={() => setIsSending(false)} />
      ) : (
        <button type="button" className="button" onClick={() => setIsSending(true)}>
          {t("send")}
        </button>
      )}
    </aside>
  );
}
