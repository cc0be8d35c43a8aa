import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "../../access/session";
import { ApiError } from "../../api/client";
import { listDestinations } from "../../api/destinations";
import { openExport } from "../../api/exports";
import type { Export, ExportScope } from "../../api/exports";
import { useResource } from "../../ui/useResource";
import { SendingProgress } from "./SendingProgress";
import "./words";
import "./ways.css";

interface SendStudyProps {
  studyInstanceUid: string;
  onClose: () => void;
  /** Called when something has come to a destination, or could not. */
  onEnd?: () => void;
}

/** Sends the study, or its key images, to a destination, and tells how far that is. */
export function SendStudy({ studyInstanceUid, onClose, onEnd }: SendStudyProps) {
  const { t } = useTranslation("ways");
  const session = useSession();
  const mayExport = useMay("export");
  const [opened, setOpened] = useState<Export | null>(null);
  return (
    <section className="sending" aria-label={t("sending.name")}>
      <h3>{t("sending.name")}</h3>
      {session !== null && !mayExport && <p>{t("sending.mayNot", { role: session.role ?? session.account })}</p>}
      {mayExport && opened === null && <Order studyInstanceUid={studyInstanceUid} onOpened={setOpened} />}
      {opened !== null && <SendingProgress key={opened.id} opened={opened} onEnd={onEnd} onAnother={() => setOpened(null)} />}
      <button type="button" className="button" onClick={onClose}>
        {t("sending.close")}
      </button>
    </section>
  );
}

function Order({ studyInstanceUid, onOpened }: { studyInstanceUid: string; onOpened: (opened: Export) => void }) {
  const { t } = useTranslation("ways");
  const id = useId();
  const [destinations, again] = useResource("destinations", listDestinations);
  const [name, setName] = useState("");
  const [wanted, setWanted] = useState<ExportScope | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const [trouble, setTrouble] = useState("");

  if (destinations.state === "loading") return null;
  if (destinations.state === "failed") {
    return (
      <p className="note-ways-trouble" role="alert">
        {t("failed", { reason: destinations.error.message })}{" "}
        <button type="button" className="button" onClick={again}>
          {t("again")}
        </button>
      </p>
    );
  }
  const all = destinations.value;
  if (all.length === 0) return <p>{t("sending.noDestination")}</p>;
  const chosen = all.find((each) => each.name === name) ?? (all.length === 1 ? all[0] : undefined);
  const scope = wanted ?? (chosen?.key_images_only ? "key_images" : "study");

  const send = async () => {
    if (chosen === undefined) return;
    setIsAsked(true);
    setTrouble("");
    try {
      onOpened(await openExport({ destination: chosen.name, study_instance_uid: studyInstanceUid, scope }));
    } catch (error) {
      setTrouble(error instanceof ApiError ? error.message : String(error));
      setIsAsked(false);
    }
  };
  return (
    <form
      className="sending-order"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label htmlFor={`${id}-destination`}>{t("sending.destination")}</label>
      <select id={`${id}-destination`} className="text-input" value={chosen?.name ?? ""} onChange={(event) => setName(event.target.value)} disabled={isAsked}>
        {chosen === undefined && <option value="">{t("sending.choose")}</option>}
        {all.map((each) => (
          <option key={each.name} value={each.name}>
            {each.name}
          </option>
        ))}
      </select>
      <fieldset disabled={isAsked}>
        <legend>{t("sending.what")}</legend>
        {(["study", "key_images"] as const).map((each) => (
          <label key={each}>
            <input type="radio" name={`${id}-scope`} checked={scope === each} onChange={() => setWanted(each)} />
            {t(`sending.${each}`)}
          </label>
        ))}
      </fieldset>
      {trouble !== "" && (
        <p className="note-ways-trouble" role="alert">
          {t("sending.notSent", { reason: trouble })}
        </p>
      )}
      <button type="submit" className="button button-main" disabled={isAsked || chosen === undefined}>
        {t("sending.send")}
      </button>
    </form>
  );
}
