import { useId } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../i18n/language";
import "./words";

export const shortestPassword = 12;

/** What is wrong with a new password that can be said before the server is asked; empty: nothing. */
export function faultOf(password: string, again: string): string {
  if ([...password].length < shortestPassword) return say("access:password.tooShort", { shortest: shortestPassword });
  return password === again ? "" : say("access:password.notSame");
}

interface Props {
  password: string;
  again: string;
  onChange: (password: string, again: string) => void;
}

/** A new password, typed twice. */
export function NewPasswordFields({ password, again, onChange }: Props) {
  const { t } = useTranslation("access");
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-new`}>{t("password.next")}</label>
        <input
          id={`${id}-new`}
          className="text-input"
          type="password"
          autoComplete="new-password"
          maxLength={256}
          required
          value={password}
          onChange={(event) => onChange(event.target.value, again)}
          aria-describedby={`${id}-rule`}
        />
        <span id={`${id}-rule`} className="muted">
          {t("password.rule", { shortest: shortestPassword })}
        </span>
      </div>
      <div className="field">
        <label htmlFor={`${id}-again`}>{t("password.again")}</label>
        <input
          id={`${id}-again`}
          className="text-input"
          type="password"
          autoComplete="new-password"
          maxLength={256}
          required
          value={again}
          onChange={(event) => onChange(password, event.target.value)}
        />
      </div>
    </>
  );
}
