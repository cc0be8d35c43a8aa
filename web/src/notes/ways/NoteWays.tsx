import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Note } from "../../api/notes";
import { Link } from "../../ui/router";
import { notePath } from "../../ui/routes";
import { MarkNote } from "../deletion/MarkNote";
import { NoteHistory } from "./NoteHistory";
import { NoteOutside } from "./NoteOutside";
import { NoteSheet } from "./NoteSheet";
import { SendStudy } from "./SendStudy";
import "./words";
import "./ways.css";

/** Beneath a note: where it is outside, and the ways on: its history, sending and printing. */
export function NoteWays({ note, onMarked }: { note: Note; onMarked?: (() => void) | undefined }) {
  const { t } = useTranslation("ways");
  const [open, setOpen] = useState<"history" | "send" | null>(null);
  const [sent, setSent] = useState(0);
  const toggle = (what: "history" | "send") => setOpen(open === what ? null : what);
  return (
    <div className="note-ways">
      <NoteOutside note={note} revision={String(sent)} />
      <div className="note-ways-buttons" role="group" aria-label={t("name")}>
        <button type="button" className="button" aria-expanded={open === "history"} onClick={() => toggle("history")}>
          {t("history")}
        </button>
        <button type="button" className="button" aria-expanded={open === "send"} onClick={() => toggle("send")}>
          {t("send")}
        </button>
        <Link to={`${notePath(note.id)}?print=1`} className="button">
          {t("print")}
        </Link>
        <NoteSheet note={note} />
        {onMarked !== undefined && <MarkNote note={note} onMarked={onMarked} />}
      </div>
      {open === "history" && <NoteHistory note={note} />}
      {open === "send" && <SendStudy studyInstanceUid={note.study_instance_uid} onClose={() => setOpen(null)} onEnd={() => setSent((before) => before + 1)} />}
    </div>
  );
}
