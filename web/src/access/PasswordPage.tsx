import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { changePassword } from "../api/session";
import { Empty } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { faultOf, NewPasswordFields } from "./NewPasswordFields";
import { useSession } from "./session";
import { useAction } from "./useAction";
import "./words";
import "./access.css";

/** Where people change their own password. */
export function PasswordPage() {
  const { t } = useTranslation("access");
  usePageTitle(t("password.title"));
  const heading = useHeadingFocus();
  const session = useSession();
  if (session !== null && session.role === null) {
    return (
      <Empty icon="key" isPage title={t("password.token")}>
        <p>{t("password.tokenWords")}</p>
      </Empty>
    );
  }
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {t("password.title")}
        </h1>
      </div>
      <section className="panel access-panel" aria-label={t("password.form")}>
        <PasswordForm account={session?.account ?? ""} />
      </section>
    </>
  );
}

function PasswordForm({ account }: { account: string }) {
  const { t } = useTranslation("access");
  const [old, setOld] = useState("");
  const [[password, again], setNew] = useState(["", ""]);
  const [isDone, setDone] = useState(false);
  const { isBusy, failure, fail, act } = useAction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setDone(false);
    const fault = faultOf(password ?? "", again ?? "");
    if (fault !== "") return fail(fault);
    void act(async () => {
      await changePassword(old, password ?? "");
      setOld("");
      setNew(["", ""]);
      setDone(true);
    });
  };
  return (
    <form className="access-form" onSubmit={submit}>
      <input type="text" name="username" autoComplete="username" value={account} readOnly hidden />
      <div className="field">
        <label htmlFor="old-password">{t("password.present")}</label>
        <input
          id="old-password"
          className="text-input"
          type="password"
          autoComplete="current-password"
          maxLength={256}
          required
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
      </div>
      <NewPasswordFields password={password ?? ""} again={again ?? ""} onChange={(next, nextAgain) => setNew([next, nextAgain])} />
      {failure !== "" && (
        <p className="access-failure" role="alert">
          {failure}
        </p>
      )}
      {isDone && <p role="status">{t("password.done")}</p>}
      <button type="submit" className="button button-main" disabled={isBusy}>
        {t("password.submit")}
      </button>
    </form>
  );
}
