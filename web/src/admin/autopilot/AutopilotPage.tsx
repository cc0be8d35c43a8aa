import { useTranslation } from "react-i18next";
import { PageHead } from "../parts/PageHead";
import { CachePanel } from "./CachePanel";
import { PreviewPanel } from "./PreviewPanel";
import { RulesPanel } from "./RulesPanel";
import { WhyPanel } from "./WhyPanel";
import "./words";

/** How long the cache lasts, by which rules it is freed, and why a study stays or went. */
export function AutopilotPage() {
  const { t } = useTranslation("autopilot");
  return (
    <>
      <PageHead place="autopilot" lead={t("lead")} />
      <CachePanel />
      <RulesPanel />
      <PreviewPanel />
      <WhyPanel />
    </>
  );
}
