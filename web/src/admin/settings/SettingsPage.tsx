import { useTranslation } from "react-i18next";
import { useMay } from "../../access/session";
import { PageHead } from "../parts/PageHead";
import { ConfigurationPanel } from "./ConfigurationPanel";
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
      {useMay("administer") ? (
        <ConfigurationPanel />
      ) : (
        <section className="panel" aria-labelledby="file-heading">
          <h2 id="file-heading">{t("fileOnly")}</h2>
          <p>{t("fileWords")}</p>
          <code className="access-example">kinote config list --data DIR</code>
        </section>
      )}
    </>
  );
}
