import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readConfiguration } from "../../api/configuration";
import type { Configuration, ConfigurationValue } from "../../api/configuration";
import { Chip } from "../../ui/Chip";
import { Link } from "../../ui/router";
import { accountsPath, adminPath, tasksPath } from "../../ui/routes";
import { useResource } from "../../ui/useResource";
import { DataTable } from "../parts/DataTable";
import { TextField, Tick } from "../parts/Fields";
import { Loads } from "../parts/Loads";
import { matching } from "./matching";
import "./configurationWords";

const places = [
  ["destinations", adminPath("destinations")],
  ["rules", adminPath("autopilot")],
  ["tasks", tasksPath],
  ["accounts", accountsPath],
] as const;

/** Every key with the value in force; read only, as a restart is needed. */
export function ConfigurationPanel() {
  const { t } = useTranslation("configuration");
  const [answer, again] = useResource("configuration", readConfiguration);
  return (
    <section className="panel configuration" aria-labelledby="configuration-heading">
      <h2 id="configuration-heading">{t("heading")}</h2>
      <p>{t("lead")}</p>
      <Loads answer={answer} onAgain={again}>
        {(configuration) => (
          <>
            <Files configuration={configuration} />
            <Values values={configuration.values} />
          </>
        )}
      </Loads>
    </section>
  );
}

function Files({ configuration: { files, own_file: own } }: { configuration: Configuration }) {
  const { t } = useTranslation("configuration");
  return (
    <>
      <dl className="facts">
        {own !== null && (
          <div>
            <dt>{t("ownFile")}</dt>
            <dd>
              <code>{own}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>{t("files")}</dt>
          <dd>
            {files.length === 0
              ? t("noFiles")
              : files.map((file) => (
                  <span key={file} className="configuration-file">
                    <code>{file}</code>
                  </span>
                ))}
          </dd>
        </div>
      </dl>
      <p className="muted">{t("order")}</p>
      <p>
        {t("live")} <a href="#retries-heading">{t("places.retries")}</a> · <a href="#notifications-heading">{t("places.notifications")}</a>
        {places.map(([name, path]) => (
          <span key={name}>
            {" · "}
            <Link to={path}>{t(`places.${name}`)}</Link>
          </span>
        ))}
      </p>
      <p className="muted">{t("tables")}</p>
    </>
  );
}

function Values({ values }: { values: readonly ConfigurationValue[] }) {
  const { t } = useTranslation("configuration");
  const [words, setWords] = useState("");
  const [onlySet, setOnlySet] = useState(false);
  const rows = matching(values, words, onlySet);
  return (
    <>
      <div className="admin-form">
        <TextField label={t("find")} value={words} onChange={setWords} longest={100} />
        <Tick label={t("onlySet")} value={onlySet} onChange={setOnlySet} />
      </div>
      <p role="status" className="muted">
        {t("count", { count: rows.length })}
      </p>
      <DataTable
        caption={t("heading")}
        isCaptionHidden
        none={t("none")}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { title: t("columns.key"), cell: ({ key }) => <code className="configuration-key">{key}</code> },
          {
            title: t("columns.value"),
            cell: ({ value, default: usual, origin }) => (
              <>
                <Value of={value} />
                {origin !== "default" && <span className="admin-sub">{t("default", { value: usual === "" ? t("nothing") : usual })}</span>}
              </>
            ),
          },
          {
            title: t("columns.origin"),
            cell: ({ key, origin, place }) => (
              <>
                <Chip tone={origin === "default" ? "plain" : "accent"}>{t(`origins.${origin}`)}</Chip>
                {place !== null && place !== key && <span className="admin-sub">{place}</span>}
              </>
            ),
          },
          { title: t("columns.what"), cell: ({ description }) => <span lang="en">{description}</span> },
        ]}
      />
    </>
  );
}

function Value({ of }: { of: string }) {
  const { t } = useTranslation("configuration");
  if (of === "") return <span className="muted">{t("nothing")}</span>;
  if (of === "(set)") return <span className="muted">{t("secret")}</span>;
  return <code>{of}</code>;
}
