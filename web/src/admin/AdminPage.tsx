import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../access/session";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/notices";
import { AuditPage } from "./audit/AuditPage";
import { AutopilotPage } from "./autopilot/AutopilotPage";
import { DeletionsPage } from "./deletions/DeletionsPage";
import { DestinationsPage } from "./destinations/DestinationsPage";
import { DiscsPage } from "./discs/DiscsPage";
import { ExportsPage } from "./exports/ExportsPage";
import { JobsPage } from "./jobs/JobsPage";
import { MigrationPage } from "./migration/MigrationPage";
import { adminPlaces } from "./places";
import { ReconciliationsPage } from "./reconciliations/ReconciliationsPage";
import { RejectionsPage } from "./rejections/RejectionsPage";
import { RepairsPage } from "./repairs/RepairsPage";
import { SettingsPage } from "./settings/SettingsPage";
import "./parts/words";

const pages: Record<string, ComponentType> = {
  jobs: JobsPage,
  autopilot: AutopilotPage,
  destinations: DestinationsPage,
  exports: ExportsPage,
  discs: DiscsPage,
  reconciliations: ReconciliationsPage,
  deletions: DeletionsPage,
  rejections: RejectionsPage,
  repairs: RepairsPage,
  migration: MigrationPage,
  audit: AuditPage,
  settings: SettingsPage,
};

/** One of the pages of administrators, for those whom its permission lets in. */
export default function AdminPage({ place }: { place: string }) {
  const { t } = useTranslation("admin");
  const session = useSession();
  const needs = adminPlaces.find(({ name }) => name === place)?.needs;
  const Page = pages[place];
  if (needs === undefined || Page === undefined) return <Empty isPage title={t("noPage")} />;
  if (session === null) return <p role="status">{t("loading")}</p>;
  if (session.permissions.includes(needs)) return <Page />;
  return (
    <div className="notice">
      <Icon name="key" size={32} />
      <h1 className="notice-title">{t("noPermission")}</h1>
      <p>{t("needs", { permission: t(`access:permissions.${needs}`) })}</p>
    </div>
  );
}
