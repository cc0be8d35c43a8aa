import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../access/session";
import { listMarksOfStudy } from "../../api/deletions";
import type { Reach } from "../../api/deletions";
import type { Study } from "../../api/studies";
import { useResource } from "../../ui/useResource";
import { MarkAct } from "./MarkAct";
import { Marks } from "./Marks";
import { marksKey } from "./marksKey";
import { PartsToDelete } from "./PartsToDelete";
import "./words";
import "./deletion.css";

interface Props {
  study: Study;
  notes: number;
  /** When to look again. */
  revision: string;
  onChange: () => void;
}

/** Beneath the notes of a study: what is marked in it, and for those who may the ways to mark more. */
export function StudyDeletion({ study, notes, revision, onChange }: Props) {
  const { t, i18n } = useTranslation("deleting");
  const uid = study.study_instance_uid;
  const mayPurge = useMay("purge");
  const mayDelete = useMay("delete");
  const [changes, setChanges] = useState(0);
  const [said, setSaid] = useState("");
  const now = `${revision}/${changes}`;
  const [marks] = useResource(marksKey(uid), (signal) => listMarksOfStudy(uid, signal), { revision: now });
  const deletions = marks.state === "ready" ? marks.value.deletions : [];
  if (!mayPurge && (!mayDelete || deletions.length === 0)) return null;
  const done = (words: string) => {
    setSaid(words);
    setChanges((before) => before + 1);
    onChange();
  };
  const marked = (reach: Reach | null) => done(reach === null ? "" : t("done", { objects: t("objects", { count: reach.objects }), notes: t("notes", { count: reach.notes }) }));
  return (
    <section className="panel deleting" aria-labelledby="deleting-heading" lang={i18n.resolvedLanguage}>
      <h2 id="deleting-heading">{t("heading")}</h2>
      <p className="muted">{t("lead")}</p>
      <p role="status" className="act-done">
        {said}
      </p>
      {deletions.length > 0 && (
        <>
          <h3>{t("marked")}</h3>
          <Marks deletions={deletions} onDone={() => done(t("undone"))} />
        </>
      )}
      {mayPurge && (
        <>
          <MarkAct target={{ level: "study", subject: uid, study_instance_uid: uid }} name="" objects={study.objects} notes={notes} onDone={marked} />
          <Parts studyInstanceUid={uid} revision={now} onDone={marked} />
        </>
      )}
    </section>
  );
}

function Parts({ studyInstanceUid, revision, onDone }: { studyInstanceUid: string; revision: string; onDone: (reach: Reach | null) => void }) {
  const { t } = useTranslation("deleting");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button deleting-parts" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t("parts")}
      </button>
      {isOpen && <PartsToDelete studyInstanceUid={studyInstanceUid} revision={revision} onDone={onDone} />}
    </>
  );
}
