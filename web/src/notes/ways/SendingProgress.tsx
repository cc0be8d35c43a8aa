import type { TFunction } from "i18next";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isAbort } from "../../api/client";
import { readExport } from "../../api/exports";
import type { Export } from "../../api/exports";
import { useChanges } from "../../events/stream";
import { usePulse } from "../../ui/usePulse";

const pulseSeconds = 1;

interface SendingProgressProps {
  opened: Export;
  onEnd: (() => void) | undefined;
  onAnother: () => void;
}

/** How far an export is, asked for at each change until it has ended. */
export function SendingProgress({ opened, onEnd, onAnother }: SendingProgressProps) {
  const { t } = useTranslation("ways");
  const [row, setRow] = useState(opened);
  const [isAway, setIsAway] = useState(false);
  const told = useRef(onEnd);
  told.current = onEnd;
  const hasEnded = row.state !== "open";
  const look = `${useChanges("exports")}/${useChanges("jobs")}/${usePulse(pulseSeconds)}`;

  useEffect(() => {
    if (hasEnded) {
      told.current?.();
      return undefined;
    }
    const abort = new AbortController();
    readExport(opened.id, abort.signal).then(
      (next) => {
        setIsAway(false);
        setRow(next);
      },
      (error: unknown) => {
        if (!isAbort(error)) setIsAway(true);
      },
    );
    return () => abort.abort();
  }, [opened.id, hasEnded, look]);

  return (
    <div className={`sending-progress sending-${row.state}`}>
      <div role="status">
        <p>
          <strong>{isAway ? t("sending.away") : headlineOf(row, t)}</strong>
        </p>
        <p>
          {[
            row.delivered > 0 ? t("sending.delivered", { count: row.delivered }) : "",
            row.refused > 0 ? t("sending.refused", { count: row.refused }) : "",
            row.notes_without_kosd.length > 0 ? t("sending.without", { count: row.notes_without_kosd.length }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {row.remarks.map((remark) => (
          <p key={remark} lang="en">
            {remark}
          </p>
        ))}
      </div>
      {!hasEnded && <progress aria-label={t("sending.going", { destination: row.destination })} />}
      {hasEnded && (
        <button type="button" className="button" onClick={onAnother}>
          {t("sending.another")}
        </button>
      )}
    </div>
  );
}

function headlineOf(row: Export, t: TFunction<"ways">): string {
  const words = { destination: row.destination, reason: row.job_error ?? "" };
  if (row.state === "failed") return t("sending.failed", words);
  if (row.state === "done_in_part") return t("sending.done_in_part", words);
  if (row.state === "done") return t(row.delivered === 0 ? "sending.nothing" : "sending.done", words);
  if (row.job_error !== null) return t("sending.retrying", words);
  return t(row.delivered > 0 || row.job_state === "in_progress" ? "sending.going" : "sending.waiting", words);
}
