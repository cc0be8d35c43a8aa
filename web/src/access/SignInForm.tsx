import { useId, useRef, useState } from "react";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { signIn } from "../api/session";
import type { Session } from "../api/session";
import { shownWordsOf } from "./useAction";
import "./words";

/** Name and password. @param account  set: the name is this one and cannot be changed */
export function SignInForm({ account, onDone }: { account?: string | undefined; onDone: (session: Session) => void }) {
  const { t } = useTranslation("access");
  const [name, setName] = useState(account ?? "");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<ReactNode>("");
  const [isBusy, setBusy] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const id = useId();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure("");
    try {
      const session = await signIn(name.trim(), password);
      setPassword("");
      onDone(session);
    } catch (error) {
      setFailure(shownWordsOf(error));
      setPassword("");
      passwordField.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="access-form" onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor={`${id}-name`}>{t("signIn.account")}</label>
        <input
          id={`${id}-name`}
          className="text-input"
          value={name}
          onChange={(event) => setName(event.target.value)}
          readOnly={account !== undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          required
          autoFocus={account === undefined}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>{t("signIn.password")}</label>
        <input
          id={`${id}-password`}
          ref={passwordField}
          className="text-input"
          type="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="current-password"
          maxLength={256}
          required
          autoFocus={account !== undefined}
          aria-describedby={failure === "" ? undefined : `${id}-failure`}
        />
      </div>
      {failure !== "" && (
        <p id={`${id}-failure`} className="access-failure" role="alert">
          {failure}
        </p>
      )}
      <button type="submit" className="button button-main" disabled={isBusy}>
        {t(isBusy ? "signIn.busy" : "signIn.submit")}
      </button>
    </form>
  );
}
