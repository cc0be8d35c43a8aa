import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../access/session";
import { listNotesOfStudy } from "../api/notes";
import type { Note } from "../api/notes";
import { readStudy } from "../api/studies";
import type { Study } from "../api/studies";
import { useNotesRevision } from "../status/SummaryProvider";
import { Empty, Failure, Loading } from "../ui/notices";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/router";
import { discsPath, viewerPath } from "../ui/routes";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { usePulse } from "../ui/usePulse";
import { useResource } from "../ui/useResource";
import { BackToStudies } from "./BackToStudies";
import { MarkedStudy } from "./deletion/MarkedStudy";
import { StudyDeletion } from "./deletion/StudyDeletion";
import { FromArchive } from "./FromArchive";
import { StudyLedger } from "./ledger/StudyLedger";
import { NoteCard } from "./NoteCard";
import { notesKey } from "./notesKey";
import { StudyHead } from "./StudyHead";
import { OutsideOfStudy } from "./ways/OutsideOfStudy";
import "./words";
import "./notes.css";

/** All notes of one study, each with its key images. */
export function StudyNotesPage({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("study");
  usePageTitle(t("title"));
  const heading = useHeadingFocus();
  const mayExport = useSession()?.permissions.includes("export") ?? false;
  const [isComplete, setIsComplete] = useState(true);
  const [changes, setChanges] = useState(0);
  const revision = `${useNotesRevision()}/${usePulse(isComplete ? 20 : 5, isComplete)}`;
  const [study, askStudyAgain] = useResource<Study>(`study/${studyInstanceUid}`, (signal) => readStudy(studyInstanceUid, signal), { revision });
  const [notes, askNotesAgain] = useResource<{ notes: Note[] }>(
    notesKey(studyInstanceUid),
    (signal) => listNotesOfStudy(studyInstanceUid, signal),
    { revision },
  );

  const again = () => {
    setChanges((before) => before + 1);
    askStudyAgain();
    askNotesAgain();
  };

  const isAway = study.state === "ready" && study.value.availability === "NEARLINE";
  const complete =
    !isAway && (notes.state !== "ready" || notes.value.notes.every((note) => note.references.every((reference) => reference.present)));
  if (complete !== isComplete) setIsComplete(complete); // what is not here yet is looked for more often

  return (
    <>
      <BackToStudies />
      {study.state === "ready" && <StudyHead study={study.value} heading={heading} />}
      {study.state === "ready" && study.value.objects > 0 && (
        <p className="study-ways">
          <Link to={viewerPath(studyInstanceUid)} className="button button-main">
            <Icon name="layers" size={16} /> {t("open")}
          </Link>
          {mayExport && (
            <Link to={discsPath({ studies: [studyInstanceUid] })} className="button">
              {t("disc")}
            </Link>
          )}
        </p>
      )}
      {isAway && <FromArchive studyInstanceUid={studyInstanceUid} />}
      {study.state !== "ready" && (
        <h1 ref={heading} tabIndex={-1} className="visually-hidden">
          {t("heading")}
        </h1>
      )}
      {study.state === "failed" && !study.error.isNotFound && <Failure error={study.error} onAgain={askStudyAgain} />}
      {study.state === "failed" && study.error.isNotFound && (
        <MarkedStudy studyInstanceUid={studyInstanceUid} onBack={again}>
          <Failure error={study.error} onAgain={askStudyAgain} />
        </MarkedStudy>
      )}
      {study.state !== "failed" && notes.state === "failed" && <Failure error={notes.error} onAgain={askNotesAgain} />}
      {(study.state === "loading" || notes.state === "loading") && <Loading what={t("loading.notes")} />}
      {study.state === "ready" && notes.state === "ready" && (
        <>
          <OutsideOfStudy studyInstanceUid={studyInstanceUid} revision={notes.value.notes.map(({ id, version }) => `${id} ${version}`).join()}>
            <Notes study={study.value} notes={notes.value.notes} onMarked={again} />
          </OutsideOfStudy>
          <StudyLedger studyInstanceUid={studyInstanceUid} />
          <StudyDeletion study={study.value} notes={notes.value.notes.length} revision={`${revision}/${changes}`} onChange={again} />
        </>
      )}
    </>
  );
}

function Notes({ study, notes, onMarked }: { study: Study; notes: readonly Note[]; onMarked: () => void }) {
  const { t } = useTranslation("study");
  if (notes.length === 0) {
    return (
      <Empty icon="layers" title={t("none")}>
        <p>{t("noneWords")}</p>
      </Empty>
    );
  }
  const current = notes.filter((note) => note.state === "current");
  const former = notes.filter((note) => note.state !== "current");
  return (
    <div className="notes">
      {[...current, ...former].map((note) => (
        <NoteCard key={note.id} note={note} patientName={study.patient_name} ownStudyInstanceUid={study.study_instance_uid} onMarked={onMarked} />
      ))}
    </div>
  );
}
