import { useTranslation } from "react-i18next";
import { listQuarantine } from "../api/quarantine";
import type { QuarantinePage as Answer } from "../api/quarantine";
import { useSummary } from "../status/SummaryProvider";
import { Pager } from "../ui/Pager";
import { Empty, Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { goToPage, pageSize, usePageOfAddress, usePageOfList } from "../ui/usePages";
import { useResource } from "../ui/useResource";
import { QuarantinedCard } from "./QuarantinedCard";
import "./words";
import "./quarantine.css";

/** The KOSDs that could not be read as notes, each with what is wrong with it. */
export function QuarantinePage() {
  const { t } = useTranslation("quarantine");
  usePageTitle(t("title"));
  const heading = useHeadingFocus();
  const { summary } = useSummary();
  const { page, offset } = usePageOfAddress();
  const [objects, again] = useResource<Answer>(
    `quarantine/${offset}`,
    (signal) => listQuarantine({ limit: pageSize, offset }, signal),
    { keepWhileLoading: true, revision: String(summary?.quarantined ?? "") },
  );
  const list = usePageOfList(page, objects.state === "ready" && !objects.refreshing ? objects.value.total : undefined);

  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {t("heading")}
        </h1>
      </div>
      <p className="lead">{t("lead")}</p>
      {objects.state === "loading" && <Loading what={t("loading")} />}
      {objects.state === "failed" && <Failure error={objects.error} onAgain={again} />}
      {objects.state === "ready" && (
        <div className={objects.refreshing ? "refreshing" : undefined} aria-busy={objects.refreshing}>
          {objects.value.objects.length === 0 && (
            <Empty icon="check" title={t("none")}>
              <p>{t("noneWords")}</p>
            </Empty>
          )}
          {objects.value.objects.map((object) => (
            <QuarantinedCard key={object.sop_instance_uid} object={object} onDone={again} />
          ))}
          {list !== null && objects.value.total > 0 && <Pager what="objects" list={list} total={objects.value.total} onPage={goToPage} />}
        </div>
      )}
    </>
  );
}
