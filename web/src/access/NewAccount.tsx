import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { createAccount, roles } from "../api/accounts";
import type { Role } from "../api/accounts";
import { faultOf, NewPasswordFields } from "./NewPasswordFields";
import { useAction } from "./useAction";
import "./words";

/** Makes an account. */
export function NewAccount({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("access");
  const [name, setName] = useState("");
  const [family, setFamily] = useState("");
  const [given, setGiven] = useState("");
  const [role, setRole] = useState<Role>("reader");
  const [[password, again], setNew] = useState<[string, string]>(["", ""]);
  const [made, setMade] = useState("");
  const { isBusy, failure, fail, act } = useAction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMade("");
    const fault = faultOf(password, again);
    if (fault !== "") return fail(fault);
    void act(async () => {
      await createAccount({ account: name.trim(), display_name: given.trim() === "" ? family.trim() : `${family.trim()}^${given.trim()}`, role, password });
      setMade(name.trim());
      setName("");
      setFamily("");
      setGiven("");
      setNew(["", ""]);
      onDone();
    });
  };
  return (
    <section className="panel" aria-labelledby="new-account-heading">
      <h2 id="new-account-heading">{t("created.title")}</h2>
      <form className="access-form access-new" onSubmit={submit}>
        <Field id="new-name" label={t("created.account")} value={name} onChange={setName} hint={t("created.accountHint")} isRequired />
        <Field id="new-family" label={t("created.family")} value={family} onChange={setFamily} hint={t("created.familyHint")} isRequired />
        <Field id="new-given" label={t("created.given")} value={given} onChange={setGiven} hint="" />
        <div className="field">
          <label htmlFor="new-role">{t("created.role")}</label>
          <select id="new-role" className="text-input" value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(`roles.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <NewPasswordFields password={password} again={again} onChange={(next, nextAgain) => setNew([next, nextAgain])} />
        {failure !== "" && (
          <p className="access-failure" role="alert">
            {failure}
          </p>
        )}
        {made !== "" && <p role="status">{t("created.done", { name: made })}</p>}
        <button type="submit" className="button button-main" disabled={isBusy}>
          {t("created.submit")}
        </button>
      </form>
    </section>
  );
}

interface FieldProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint: string;
  isRequired?: boolean;
}

function Field({ id, label, value, onChange, hint, isRequired = false }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="text-input"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        required={isRequired}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={hint === "" ? undefined : `${id}-hint`}
      />
      {hint !== "" && (
        <span id={`${id}-hint`} className="muted">
          {hint}
        </span>
      )}
    </div>
  );
}
