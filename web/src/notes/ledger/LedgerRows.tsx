import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction, wordsOf } from "../../access/useAction";
import { DataTable } from "../../admin/parts/DataTable";
import { FormFailure } from "../../admin/parts/Fields";
import { listDeliveries } from "../../api/deliveries";
import type { Delivery } from "../../api/deliveries";
import { formatMoment } from "../../dicom/dates";
import { sopClassName } from "../../dicom/sopClasses";
import { Chip } from "../../ui/Chip";
import type { Tone } from "../../ui/Chip";
import { Link } from "../../ui/router";
import { notePath } from "../../ui/routes";
import { Uid } from "../../ui/Uid";
import { useResource } from "../../ui/useResource";

const rowsOfPage = 100;
const tones: Record<Delivery["state"], Tone> = { begun: "accent", delivered: "good", committed: "good", refused: "error", superseded: "plain", rejected: "warning" };

/** The ledger, a page more at each asking. */
export function LedgerRows({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("ledger");
  const [first, again] = useResource(`ledger/${studyInstanceUid}`, (signal) => listDeliveries(studyInstanceUid, null, rowsOfPage, signal));
  const [later, setLater] = useState<Delivery[]>([]);
  const [isWhole, setWhole] = useState(false);
  const { isBusy, failure, act } = useAction();
  if (first.state === "loading") return <p role="status">{t("loading")}</p>;
  if (first.state === "failed") {
    return (
      <p role="alert">
        {t("failed", { reason: wordsOf(first.error) })}{" "}
        <button type="button" className="button" onClick={again}>
          {t("again")}
        </button>
      </p>
    );
  }
  const rows = [...first.value, ...later];
  const more = () =>
    act(async () => {
      const page = await listDeliveries(studyInstanceUid, rows[rows.length - 1] ?? null, rowsOfPage);
      setLater([...later, ...page]);
      setWhole(page.length < rowsOfPage);
    });
  return (
    <>
      <Rows rows={rows} />
      {first.value.length >= rowsOfPage && !isWhole && (
        <button type="button" className="button" disabled={isBusy} onClick={() => void more()}>
          {t("more")}
        </button>
      )}
      <FormFailure>{failure}</FormFailure>
    </>
  );
}

function Rows({ rows }: { rows: readonly Delivery[] }) {
  const { t } = useTranslation("ledger");
  return (
    <DataTable
      caption={t("caption")}
      isCaptionHidden
      none={t("none")}
      rows={rows}
      keyOf={({ destination, sop_instance_uid: uid }) => `${destination} ${uid}`}
      columns={[
        { title: t("columns.destination"), cell: ({ destination }) => destination },
        { title: t("columns.what"), cell: (delivery) => <What delivery={delivery} /> },
        {
          title: t("columns.state"),
          cell: ({ state, status, comment, committed_at: committed }) => (
            <>
              <Chip tone={tones[state]}>{t(`states.${state}`)}</Chip>
              {state === "refused" && status !== null && <span className="admin-sub">{status}</span>}
              {comment !== "" && (
                <span className="admin-sub" lang="en" dir="auto">
                  {comment}
                </span>
              )}
              {committed !== null && <span className="admin-sub">{t("committedAt", { when: formatMoment(committed) })}</span>}
            </>
          ),
        },
        { title: t("columns.when"), cell: ({ sent_at: at }) => <time dateTime={at}>{formatMoment(at)}</time> },
      ]}
    />
  );
}

function What({ delivery: { note, note_version: version, sop_class_uid: sopClass, sop_instance_uid: uid } }: { delivery: Delivery }) {
  const { t } = useTranslation("ledger");
  return (
    <>
      {note === null ? <span lang="en">{sopClassName(sopClass)}</span> : <Link to={notePath(note)}>{t("version", { version })}</Link>}
      <span className="admin-sub">
        <Uid value={uid} />
      </span>
    </>
  );
}
