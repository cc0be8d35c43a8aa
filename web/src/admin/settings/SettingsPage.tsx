import { useTranslation } from "react-i18next";
import { PageHead } from "../parts/PageHead";
import { NotificationsPanel } from "./NotificationsPanel";
import { RetriesPanel } from "./RetriesPanel";
import "./words";

/** What can be set while the server runs. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  return (
    <>
      <PageHead place="settings" lead={t("lead")} />
      <RetriesPanel />
      <NotificationsPanel />
      <section className="panel" aria-labelledby="file-heading">
        <h2 id="file-heading">{t("fileOnly")}</h2>
        <p>{t("fileWords")}</p>
        <code className="access-example">kinote config list --data DIR</code>
      </section>
    </>
  );
}
