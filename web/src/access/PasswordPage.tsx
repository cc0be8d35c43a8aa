import { useState } from "react";
import type { FormEvent } from "react";
import { changePassword } from "../api/session";
import { Empty } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { faultOf, NewPasswordFields } from "./NewPasswordFields";
import { useSession } from "./session";
import { useAction } from "./useAction";
import "./access.css";

/** Where people change their own password. */
export function PasswordPage() {
  usePageTitle("Your password");
  const heading = useHeadingFocus();
  const session = useSession();
  if (session !== null && session.role === null) {
    return (
      <Empty icon="key" title="This browser came in by the token">
        <p>Sign in with an account to change its password.</p>
      </Empty>
    );
  }
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          Your password
        </h1>
      </div>
      <section className="panel access-panel" aria-label="Change your password">
        <PasswordForm account={session?.account ?? ""} />
      </section>
    </>
  );
}

function PasswordForm({ account }: { account: string }) {
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
        <label htmlFor="old-password">Present password</label>
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
      {isDone && <p role="status">The password is changed. You are signed out everywhere else.</p>}
      <button type="submit" className="button button-main" disabled={isBusy}>
        Change the password
      </button>
    </form>
  );
}
