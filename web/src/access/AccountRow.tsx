import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { changeAccount, removeAccount, resetPassword, roles } from "../api/accounts";
import type { Account, Role } from "../api/accounts";
import { formatMoment } from "../dicom/dates";
import { readPersonName } from "../dicom/personName";
import { Chip } from "../ui/Chip";
import { faultOf, NewPasswordFields } from "./NewPasswordFields";
import { useAction } from "./useAction";
import "./words";

interface Props {
  account: Account;
  onDone: () => void;
  onTokens: () => void;
}

/** One account with what can be done about it; what takes something away is asked for twice. */
export function AccountRow({ account, onDone, onTokens }: Props) {
  const { t } = useTranslation("access");
  const { account: name, display_name: person, role, disabled, locked_until: lockedUntil, signed_in_at: signedIn } = account;
  const [open, setOpen] = useState<"password" | "removal" | null>(null);
  const { isBusy, failure, act } = useAction();
  const change = (what: Parameters<typeof changeAccount>[1]) =>
    act(async () => {
      await changeAccount(name, what);
      onDone();
    });
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <bdi>{readPersonName(person).primary}</bdi>
      </td>
      <td>
        <select className="text-input" aria-label={t("accounts.roleOf", { name })} value={role} disabled={isBusy} onChange={(event) => void change({ role: event.target.value as Role })}>
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(`roles.${one}`)}
            </option>
          ))}
        </select>
      </td>
      <td>
        {disabled ? <Chip tone="plain">{t("accounts.disabled")}</Chip> : lockedUntil !== null ? <Chip tone="warning">{t("accounts.locked", { at: formatMoment(lockedUntil) })}</Chip> : <Chip tone="good">{t("accounts.open")}</Chip>}
      </td>
      <td>{signedIn === null ? <span className="muted">{t("accounts.never")}</span> : <time dateTime={signedIn}>{formatMoment(signedIn)}</time>}</td>
      <td>
        <div className="account-buttons">
          <Do what={t(disabled ? "accounts.do.enable" : "accounts.do.disable")} name={name} isBusy={isBusy} onClick={() => void change({ disabled: !disabled })} />
          {!disabled && lockedUntil !== null && <Do what={t("accounts.do.unlock")} name={name} isBusy={isBusy} onClick={() => void change({ disabled: false })} />}
          <Do what={t("accounts.do.password")} name={name} isBusy={isBusy} onClick={() => setOpen(open === "password" ? null : "password")} />
          <Do what={t("accounts.do.tokens")} name={name} isBusy={isBusy} onClick={onTokens} />
          <Do what={t("accounts.do.remove")} name={name} isBusy={isBusy} onClick={() => setOpen(open === "removal" ? null : "removal")} />
        </div>
        {failure !== "" && (
          <p className="access-failure" role="alert">
            {failure}
          </p>
        )}
        {open === "password" && <Reset name={name} onDone={() => (setOpen(null), onDone())} />}
        {open === "removal" && (
          <p>
            {t("accounts.removal")}{" "}
            <Do
              what={t("accounts.do.removeNow")}
              name={name}
              isBusy={isBusy}
              onClick={() =>
                void act(async () => {
                  await removeAccount(name);
                  onDone();
                })
              }
            />
          </p>
        )}
      </td>
    </tr>
  );
}

function Do({ what, name, isBusy, onClick }: { what: string; name: string; isBusy: boolean; onClick: () => void }) {
  return (
    <button type="button" className="button" aria-label={`${what}: ${name}`} disabled={isBusy} onClick={onClick}>
      {what}
    </button>
  );
}

function Reset({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation("access");
  const [[password, again], setNew] = useState<[string, string]>(["", ""]);
  const { isBusy, failure, fail, act } = useAction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fault = faultOf(password, again);
    if (fault !== "") return fail(fault);
    void act(async () => {
      await resetPassword(name, password);
      onDone();
    });
  };
  return (
    <form className="access-form" onSubmit={submit} aria-label={t("password.of", { name })}>
      <NewPasswordFields password={password} again={again} onChange={(next, nextAgain) => setNew([next, nextAgain])} />
      {failure !== "" && (
        <p className="access-failure" role="alert">
          {failure}
        </p>
      )}
      <button type="submit" className="button" disabled={isBusy}>
        {t("password.set")}
      </button>
    </form>
  );
}
