import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { readNote } from "../api/notes";
import type { Note } from "../api/notes";
import { readStudy } from "../api/studies";
import type { Study } from "../api/studies";
import { useNotesRevision } from "../status/SummaryProvider";
import { Icon } from "../ui/Icon";
import { Failure, Loading } from "../ui/notices";
import { go, Link, usePlace } from "../ui/router";
import { studyPath } from "../ui/routes";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { usePulse } from "../ui/usePulse";
import { useResource } from "../ui/useResource";
import { BackToStudies } from "./BackToStudies";
import { FromArchive } from "./FromArchive";
import { NoteCard } from "./NoteCard";
import { StudyHead } from "./StudyHead";
import { PrintNote } from "./ways/PrintNote";
import "./words";
import "./notes.css";

/** One note by its own address, to be linked from elsewhere. */
export function NotePage({ noteId }: { noteId: string }) {
  const { t } = useTranslation("study");
  usePageTitle(t("noteTitle"));
  const heading = useHeadingFocus();
  const [isAway, setIsAway] = useState(false);
  const revision = `${useNotesRevision()}/${usePulse(isAway ? 5 : 60, !isAway)}`;
  const [note, again] = useResource<Note>(`note/${noteId}`, (signal) => readNote(noteId, signal), { revision });
  return (
    <>
      <BackToStudies />
      {note.state !== "ready" && (
        <h1 ref={heading} tabIndex={-1} className="visually-hidden">
          {t("noteTitle")}
        </h1>
      )}
      {note.state === "loading" && <Loading what={t("loading.note")} />}
      {note.state === "failed" && <Failure error={note.error} onAgain={again} />}
      {note.state === "ready" && <NoteOfStudy note={note.value} revision={revision} onAway={setIsAway} />}
    </>
  );
}

interface NoteOfStudyProps {
  note: Note;
  /** When to look again. */
  revision: string;
  /** Told whether the study lies in an archive. */
  onAway: (isAway: boolean) => void;
}

function NoteOfStudy({ note, revision, onAway }: NoteOfStudyProps) {
  const { t } = useTranslation("study");
  const studyInstanceUid = note.study_instance_uid;
  const heading = useHeadingFocus();
  const isPrinted = usePlace().query.has("print");
  const [study, again] = useResource<Study>(`study/${studyInstanceUid}`, (signal) => readStudy(studyInstanceUid, signal), { revision });
  const isAway = study.state === "ready" && study.value.availability === "NEARLINE";
  useEffect(() => onAway(isAway), [isAway, onAway]);
  if (study.state === "loading") return <Loading what={t("loading.study")} />;
  if (study.state === "failed") return <Failure error={study.error} onAgain={again} />;
  if (isPrinted) return <PrintNote note={note} study={study.value} />;
  return (
    <>
      <StudyHead study={study.value} heading={heading} />
      {isAway && <FromArchive studyInstanceUid={studyInstanceUid} />}
      <div className="notes">
        <NoteCard note={note} patientName={study.value.patient_name} ownStudyInstanceUid={studyInstanceUid} onMarked={() => go(studyPath(studyInstanceUid))} />
      </div>
      <Link to={studyPath(studyInstanceUid)} className="button">
        <Icon name="layers" size={16} /> {t("allOfStudy")}
      </Link>
    </>
  );
}
