import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { actOnJobs } from "../../api/jobs";
import type { JobQuery } from "../../api/jobs";
import { Act } from "../parts/Act";
import { bulkFilterOf, jobActions } from "./filter";

/** The same to all jobs that the search names; how many these are is looked up and said first. */
export function BulkActions({ query, onDone }: { query: JobQuery; onDone: () => void }) {
  const { t } = useTranslation("jobs");
  const filter = bulkFilterOf(query);
  return (
    <div className="admin-bulk" role="group" aria-label={t("bulk")}>
      <span className="admin-bulk-name">{t("bulk")}</span>
      {filter === null ? (
        <span className="muted">{t("bulkOnly")}</span>
      ) : (
        jobActions.map((action) => (
          <Act
            key={`${action} ${JSON.stringify(filter)}`}
            what={t(`actions.${action}`)}
            to={t("bulk")}
            ask={async () => {
              const { count, refused } = await actOnJobs(action, filter, true);
              if (count === 0) throw new ApiError(0, "nothing", t("nothing"));
              return t(refused > 0 ? "bulkAsk" : "bulkAskAll", { count, refused, action: t(`actions.${action}`) });
            }}
            act={async () => {
              const { count } = await actOnJobs(action, filter, false);
              onDone();
              return t("bulkDone", { count });
            }}
          />
        ))
      )}
    </div>
  );
}
