import { useTranslation } from "react-i18next";
import { listWithdrawals } from "../../api/rejections";
import { Chip } from "../../ui/Chip";
import { useResource } from "../../ui/useResource";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";
import { StudyLink } from "../parts/StudyLink";

const shownAtMost = 100;

/** Rejection notes of ours that go to destinations. */
export function Withdrawals() {
  const { t } = useTranslation("rejections");
  const [answer, again] = useResource("withdrawals", (signal) => listWithdrawals({ limit: shownAtMost, offset: 0 }, signal));
  return (
    <section className="panel" aria-label={t("sent")}>
      <Loads answer={answer} onAgain={again}>
        {(withdrawals) => (
          <DataTable
            caption={t("sent")}
            none={t("noneSent")}
            rows={withdrawals}
            keyOf={({ id }) => id}
            columns={[
              { title: t("sentColumns.id"), cell: ({ id }) => id },
              { title: t("sentColumns.destination"), cell: ({ destination }) => destination },
              { title: t("sentColumns.study"), cell: ({ study_instance_uid: study }) => <StudyLink uid={study} /> },
              { title: t("sentColumns.cause"), cell: ({ cause }) => t(`causes.${cause}`) },
              {
                title: t("sentColumns.state"),
                cell: ({ state, comment }) => (
                  <>
                    <Chip tone={state === "done" ? "good" : "plain"}>{t(`sentStates.${state}`)}</Chip>
                    <span className="admin-sub" lang="en" dir="auto">
                      {comment}
                    </span>
                  </>
                ),
              },
              { title: t("sentColumns.asked"), cell: ({ requested_at: at }) => <Moment at={at} /> },
            ]}
          />
        )}
      </Loads>
    </section>
  );
}
