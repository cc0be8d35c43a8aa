import { useTranslation } from "react-i18next";
import { listChannels, testChannels } from "../../api/settings";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { Moment } from "../parts/Moment";

/** Who is told of exceptions, and how it goes. */
export function NotificationsPanel() {
  const { t } = useTranslation("settings");
  const [answer, again] = useResource("notifications", listChannels);
  const test = async () => {
    const results = await testChannels();
    again();
    return results.map(({ channel, error }) => (error === null ? t("arrived", { channel: t(`channels.${channel}`) }) : t("failed", { channel: t(`channels.${channel}`), error }))).join(" · ");
  };
  return (
    <section className="panel" aria-labelledby="notifications-heading">
      <h2 id="notifications-heading">{t("notifications")}</h2>
      <Loads answer={answer} onAgain={again}>
        {(channels) => (
          <>
            <DataTable
              caption={t("notifications")}
      isCaptionHidden
              none={t("noChannels")}
              rows={channels}
              keyOf={({ channel }) => channel}
              columns={[
                { title: t("channelColumns.channel"), cell: ({ channel }) => t(`channels.${channel}`) },
                { title: t("channelColumns.receiver"), cell: ({ receiver }) => receiver ?? <span className="muted">{t("notConfigured")}</span> },
                { title: t("channelColumns.waiting"), isNumber: true, cell: ({ waiting }) => waiting },
                { title: t("channelColumns.delivered"), cell: ({ delivered_at: at }) => <Moment at={at} /> },
                { title: t("channelColumns.error"), cell: ({ error }) => <span lang="en">{error}</span> },
              ]}
            />
            {channels.some(({ receiver }) => receiver !== null) && <Act what={t("test")} ask={t("testAsk")} act={test} />}
          </>
        )}
      </Loads>
    </section>
  );
}
