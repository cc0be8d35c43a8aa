import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";

interface Props {
  /** What the button does. */
  what: string;
  /** To what, where several such buttons stand on a page. */
  to?: string;
  /** Says what will happen, and asks once more; may look it up first. */
  ask?: string | (() => Promise<string>);
  /** The words of a success, or nothing where the page shows it. */
  act: () => Promise<string | void>;
  isMain?: boolean;
  isDisabled?: boolean;
}

/** A button that does one thing, asks first where it cannot be taken back, and says how it went. */
export function Act({ what, to = "", ask, act, isMain = false, isDisabled = false }: Props) {
  const { t } = useTranslation("admin");
  const [question, setQuestion] = useState<string | null>(null);
  const [done, setDone] = useState("");
  const { isBusy, failure, act: attempt } = useAction();
  const named = to === "" ? undefined : `${what}: ${to}`;
  const run = () =>
    attempt(async () => {
      setQuestion(null);
      setDone((await act()) ?? "");
    });
  const press = () => {
    setDone("");
    if (ask === undefined) return void run();
    if (typeof ask === "string") return setQuestion(ask);
    void attempt(async () => setQuestion(await ask()));
  };
  return (
    <span className="act">
      {question === null ? (
        <button type="button" className={isMain ? "button button-main" : "button"} aria-label={named} disabled={isBusy || isDisabled} onClick={press}>
          {what}
        </button>
      ) : (
        <span className="act-question" role="group" aria-label={named ?? what}>
          <span role="alert">{question}</span>
          <button type="button" className="button act-yes" disabled={isBusy} onClick={() => void run()}>
            {t("yes", { what })}
          </button>
          <button type="button" className="button" autoFocus disabled={isBusy} onClick={() => setQuestion(null)}>
            {t("leave")}
          </button>
        </span>
      )}
      {done !== "" && (
        <span className="act-done" role="status">
          {done}
        </span>
      )}
      {failure !== "" && (
        <span className="access-failure" role="alert" lang="en">
          {failure}
        </span>
      )}
    </span>
  );
}
