import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { FormFailure, TextField } from "./Fields";

interface Props {
  what: string;
  to: string;
  /** What will happen. */
  words: string;
  act: (reason: string) => Promise<void>;
  /** Nothing is done without one. */
  isReasonNeeded?: boolean;
}

/** A button whose deed is said first and wants a reason. */
export function ReasonAct({ what, to, words, act, isReasonNeeded = false }: Props) {
  const { t } = useTranslation("admin");
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const { isBusy, failure, act: attempt } = useAction();
  if (!isOpen) {
    return (
      <button type="button" className="button" aria-label={`${what}: ${to}`} onClick={() => setOpen(true)}>
        {what}
      </button>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      await act(reason.trim());
      setOpen(false);
    });
  };
  return (
    <form className="act-question" aria-label={`${what}: ${to}`} onSubmit={submit}>
      <span role="alert">{words}</span>
      <TextField label={t("reason")} hint={t("reasonHint")} value={reason} onChange={setReason} longest={1000} isRequired={isReasonNeeded} />
      <button type="submit" className="button act-yes" disabled={isBusy}>
        {t("yes", { what })}
      </button>
      <button type="button" className="button" disabled={isBusy} onClick={() => setOpen(false)}>
        {t("leave")}
      </button>
      <FormFailure>{failure}</FormFailure>
    </form>
  );
}
