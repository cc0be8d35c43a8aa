import { useState } from "react";
import { useTranslation } from "react-i18next";
import "./words";
import { LedgerRows } from "./LedgerRows";

/** What of a study went where: asked for when it is opened. */
export function StudyLedger({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t, i18n } = useTranslation("ledger");
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="panel" aria-labelledby="ledger-heading" lang={i18n.resolvedLanguage}>
      <h2 id="ledger-heading">{t("heading")}</h2>
      <p className="muted">{t("lead")}</p>
      <button type="button" className="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? "close" : "open")}
      </button>
      {isOpen && <LedgerRows studyInstanceUid={studyInstanceUid} />}
    </section>
  );
}
