import { useTranslation } from "react-i18next";
import { actOnJob } from "../../api/jobs";
import type { Job, JobState } from "../../api/jobs";
import { Chip } from "../../ui/Chip";
import type { Tone } from "../../ui/Chip";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Moment } from "../parts/Moment";
import { StudyLink } from "../parts/StudyLink";
import { actionsOf } from "./filter";

const tones: Record<JobState, Tone> = { new: "plain", waiting: "plain", in_progress: "accent", retry: "warning", suspended: "warning", error: "error", done: "good", abandoned: "plain" };

export function JobTable({ jobs, onDone }: { jobs: Job[]; onDone: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <DataTable
      caption={t("jobs")}
      none={t("none")}
      rows={jobs}
      keyOf={({ id }) => id}
      columns={[
        { title: t("columns.id"), cell: ({ id }) => id },
        {
          title: t("columns.state"),
          cell: ({ state, attempts, error }) => (
            <>
              <Chip tone={tones[state]}>{t(`states.${state}`)}</Chip>
              {attempts > 1 && <span className="admin-sub">{t("attempts", { count: attempts })}</span>}
              {error !== null && (
                <span className="admin-sub" lang="en" dir="auto">
                  {error}
                </span>
              )}
            </>
          ),
        },
        {
          title: t("columns.kind"),
          cell: ({ kind, queue }) => (
            <>
              {kind}
              <span className="admin-sub">{queue}</span>
            </>
          ),
        },
        {
          title: t("columns.about"),
          cell: ({ subject, study_instance_uid: study }) => (
            <>
              {subject === study ? null : <span className="uid">{subject}</span>}
              {study !== null && (
                <span className={subject === study ? undefined : "admin-sub"}>
                  <StudyLink uid={study} />
                </span>
              )}
            </>
          ),
        },
        {
          title: t("columns.times"),
          cell: ({ created_at: made, ended_at: ended, run_after: after, state }) => (
            <>
              <span className="nowrap">
                {t("made")} <Moment at={made} />
              </span>
              {ended !== null && (
                <span className="admin-sub">
                  {t("ended")} <Moment at={ended} />
                </span>
              )}
              {after !== null && state === "retry" && (
                <span className="admin-sub">
                  {t("runsAfter")} <Moment at={after} />
                </span>
              )}
            </>
          ),
        },
        { title: t("columns.does"), cell: (job) => <JobButtons job={job} onDone={onDone} /> },
      ]}
    />
  );
}

function JobButtons({ job, onDone }: { job: Job; onDone: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <div className="admin-buttons">
      {actionsOf(job).map((action) => (
        <Act
          key={action}
          what={t(`actions.${action}`)}
          to={String(job.id)}
          {...(action === "abandon" ? { ask: t("abandonAsk") } : {})}
          act={async () => {
            try {
              await actOnJob(job.id, action);
            } finally {
              onDone();
            }
          }}
        />
      ))}
    </div>
  );
}
