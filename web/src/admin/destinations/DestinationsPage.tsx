import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../access/session";
import { echo, listDestinations, removeDestination } from "../../api/destinations";
import type { Destination } from "../../api/destinations";
import { Chip } from "../../ui/Chip";
import { Link } from "../../ui/router";
import { adminPath } from "../../ui/routes";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { PageHead } from "../parts/PageHead";
import { DestinationForm } from "./DestinationForm";
import { emptyDestination, jobsInWords, typedOf } from "./draft";
import "./words";

/** Where studies are sent, and whether they are there. */
export function DestinationsPage() {
  const { t } = useTranslation("destinations");
  const mayChange = useMay("administer");
  const [answer, again] = useResource("destinations", listDestinations);
  const [open, setOpen] = useState<Destination | "new" | null>(null);
  const [said, setSaid] = useState("");
  const begin = (what: Destination | "new" | null) => {
    setSaid("");
    setOpen(what);
  };
  return (
    <>
      <PageHead place="destinations" lead={t("lead")}>
        {mayChange && (
          <button type="button" className="button button-main" onClick={() => begin("new")}>
            {t("add")}
          </button>
        )}
      </PageHead>
      {said !== "" && (
        <p className="account-made" role="status">
          {said}
        </p>
      )}
      {open !== null && (
        <DestinationForm
          key={open === "new" ? "" : open.name}
          begin={open === "new" ? emptyDestination : typedOf(open)}
          isNew={open === "new"}
          onClose={() => begin(null)}
          onDone={(name) => {
            begin(null);
            setSaid(t("saved", { name }));
            again();
          }}
        />
      )}
      <section className="panel" aria-label={t("caption")}>
        <Loads answer={answer} onAgain={again}>
          {(destinations) => <DestinationTable destinations={destinations} mayChange={mayChange} onEdit={begin} onDone={again} />}
        </Loads>
      </section>
    </>
  );
}

interface TableProps {
  destinations: Destination[];
  mayChange: boolean;
  onEdit: (destination: Destination) => void;
  onDone: () => void;
}

function DestinationTable({ destinations, mayChange, onEdit, onDone }: TableProps) {
  const { t } = useTranslation("destinations");
  return (
    <DataTable
      caption={t("caption")}
      none={t("none")}
      rows={destinations}
      keyOf={({ name }) => name}
      columns={[
        { title: t("columns.name"), cell: ({ name, source }) => (source === "file" ? <span title={t("fromFile")}>{name}</span> : name) },
        {
          title: t("columns.address"),
          cell: ({ ae_title: title, host, port }) => (
            <>
              {title}
              <span className="admin-sub">
                {host}:{port}
              </span>
            </>
          ),
        },
        {
          title: t("columns.what"),
          cell: (one) => (
            <>
              {t(one.key_images_only ? "key" : "whole")}
              <span className="chips">
                {one.archive && <Chip tone="accent">{t("isArchive")}</Chip>}
                {one.storage_commitment && <Chip>{t("committed")}</Chip>}
                {one.rejection_notes && <Chip>{t("rejects")}</Chip>}
              </span>
            </>
          ),
        },
        {
          title: t("columns.how"),
          cell: (one) => (
            <>
              {t("at", { count: one.associations })}
              <span className="admin-sub">
                {t(`retryModes.${one.retry}`)} {one.allowed_hours}
              </span>
            </>
          ),
        },
        {
          title: t("columns.does"),
          cell: (one) => (
            <div className="admin-buttons">
              <Echoing name={one.name} />
              <Link className="button" to={`${adminPath("exports")}?destination=${encodeURIComponent(one.name)}`} aria-label={`${t("exports")}: ${one.name}`}>
                {t("exports")}
              </Link>
              <Link className="button" to={`${adminPath("reconciliations")}?destination=${encodeURIComponent(one.name)}`} aria-label={`${t("compare")}: ${one.name}`}>
                {t("compare")}
              </Link>
              {mayChange && one.source === "person" && (
                <>
                  <button type="button" className="button" aria-label={t("edit", { name: one.name })} onClick={() => onEdit(one)}>
                    {t("editShort")}
                  </button>
                  <Retiring name={one.name} onDone={onDone} />
                </>
              )}
            </div>
          ),
        },
      ]}
    />
  );
}

function Echoing({ name }: { name: string }) {
  const { t } = useTranslation("destinations");
  return (
    <Act
      what={t("echo")}
      to={name}
      act={async () => {
        const { answers, milliseconds, message } = await echo(name);
        return answers ? t("answers", { ms: milliseconds ?? 0 }) : t("silent", { message: message ?? "" });
      }}
    />
  );
}

function Retiring({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation("destinations");
  return (
    <Act
      what={t("retire")}
      to={name}
      ask={async () => {
        const { jobs, withdrawals } = await removeDestination(name, true);
        return t("retireAsk", { name, jobs: jobsInWords(jobs, t("noJobs")), withdrawals });
      }}
      act={async () => {
        await removeDestination(name, false);
        onDone();
      }}
    />
  );
}
