import { useTranslation } from "react-i18next";
import { decideRejection, listRejections, rejectionStates } from "../../api/rejections";
import type { Decision, RejectionNote, RejectionState } from "../../api/rejections";
import { formatMoment } from "../../dicom/dates";
import { Chip } from "../../ui/Chip";
import type { Tone } from "../../ui/Chip";
import { go, usePlace } from "../../ui/router";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";
import { addressWith, Cursor, rowsOfPage } from "../parts/Cursor";
import { DataTable } from "../parts/DataTable";
import { Choice } from "../parts/Fields";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";
import { PageHead } from "../parts/PageHead";
import { ReasonAct } from "../parts/ReasonAct";
import { StudyLink } from "../parts/StudyLink";
import { Withdrawals } from "./Withdrawals";
import "./words";

const tones: Record<RejectionState, Tone> = { waiting: "warning", in_force: "error", refused: "plain", undone: "plain" };
const decisionsIn: Record<RejectionState, readonly Decision[]> = { waiting: ["accept", "refuse"], in_force: ["undo"], refused: ["accept"], undone: ["accept"] };

/** Rejection notes that came, and what a person decides of them. */
export function RejectionsPage() {
  const { t } = useTranslation("rejections");
  const { path, query } = usePlace();
  const state = query.get("state") ?? "";
  const offset = Math.max(0, Number(query.get("offset") ?? "0") || 0);
  const [answer, again] = useResource(`rejections/${state}/${offset}`, (signal) => listRejections({ state, limit: rowsOfPage, offset }, signal));
  return (
    <>
      <PageHead place="rejections" lead={t("lead")} />
      <section className="panel" aria-label={t("caption")}>
        <div className="admin-form">
          <Choice
            label={t("state")}
            value={state}
            onChange={(next) => go(addressWith(path, query, { state: next, offset: "" }))}
            choices={[["", t("admin:any")] as const, ...rejectionStates.map((one) => [one, t(`states.${one}`)] as const)]}
          />
        </div>
        <Loads answer={answer} onAgain={again}>
          {(notes) => (
            <>
              <RejectionTable notes={notes} onDone={again} />
              <Cursor rows={notes.length} names={["offset"]} next={() => ({ offset: String(offset + rowsOfPage) })} />
            </>
          )}
        </Loads>
      </section>
      <Withdrawals />
    </>
  );
}

function RejectionTable({ notes, onDone }: { notes: RejectionNote[]; onDone: () => void }) {
  const { t } = useTranslation("rejections");
  return (
    <DataTable
      caption={t("caption")}
      none={t("none")}
      rows={notes}
      keyOf={(note) => note.sop_instance_uid}
      columns={[
        {
          title: t("columns.note"),
          cell: (note) => (
            <>
              <span dir="auto">{note.meaning || note.code || "–"}</span>
              <span className="admin-sub">
                <Uid value={note.sop_instance_uid} />
              </span>
            </>
          ),
        },
        { title: t("columns.study"), cell: (note) => <StudyLink uid={note.study_instance_uid} /> },
        {
          title: t("columns.objects"),
          cell: (note) => (
            <>
              {t("named", { count: note.objects })}, {t("hidden", { count: note.hidden })}
              {note.left_alone > 0 && <span className="admin-sub">{t("leftAlone", { count: note.left_alone })}</span>}
            </>
          ),
        },
        {
          title: t("columns.state"),
          cell: (note) => (
            <>
              <Chip tone={tones[note.state]}>{t(`states.${note.state}`)}</Chip>
              {note.decided_at !== null && <span className="admin-sub">{t("decided", { at: formatMoment(note.decided_at), who: note.decided_by ?? "" })}</span>}
              {note.reason !== null && (
                <span className="admin-sub" dir="auto">
                  {note.reason}
                </span>
              )}
            </>
          ),
        },
        {
          title: t("columns.came"),
          cell: (note) => (
            <>
              <Moment at={note.received_at} />
              <span className="admin-sub">{t("from", { who: note.received_from })}</span>
            </>
          ),
        },
        {
          title: t("columns.does"),
          cell: (note) => (
            <div className="admin-buttons">
              {decisionsIn[note.state].map((decision) => (
                <ReasonAct
                  key={decision}
                  what={t(`decisions.${decision}`)}
                  to={note.sop_instance_uid}
                  words={t(`words.${decision}`)}
                  isReasonNeeded={decision === "undo"}
                  act={async (reason) => {
                    await decideRejection(note.sop_instance_uid, decision, reason);
                    onDone();
                  }}
                />
              ))}
            </div>
          ),
        },
      ]}
    />
  );
}
