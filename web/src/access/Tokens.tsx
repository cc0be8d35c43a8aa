import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { createToken, listTokens, revokeToken } from "../api/accounts";
import { formatMoment } from "../dicom/dates";
import { Failure, Loading } from "../ui/notices";
import { useResource } from "../ui/useResource";
import { useAction } from "./useAction";
import "./words";

/** The tokens with which programs come in for an account. */
export function Tokens({ account, onClose }: { account: string; onClose: () => void }) {
  const { t } = useTranslation("access");
  const [answer, reload] = useResource(`tokens of ${account}`, (signal) => listTokens(account, signal));
  const [purpose, setPurpose] = useState("");
  const [made, setMade] = useState("");
  const { isBusy, failure, act } = useAction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      setMade((await createToken(account, purpose.trim())).token);
      setPurpose("");
      reload();
    });
  };
  return (
    <section className="panel" aria-labelledby="tokens-heading">
      <div className="page-head">
        <h2 id="tokens-heading">{t("tokens.of", { account })}</h2>
        <button type="button" className="button" onClick={onClose}>
          {t("tokens.close")}
        </button>
      </div>
      <p className="muted">{t("tokens.words")}</p>
      {answer.state === "loading" && <Loading what={t("tokens.loading")} />}
      {answer.state === "failed" && <Failure error={answer.error} onAgain={reload} />}
      {answer.state === "ready" && answer.value.length === 0 && <p>{t("tokens.none")}</p>}
      {answer.state === "ready" && answer.value.length > 0 && (
        <ul>
          {answer.value.map((token) => (
            <li key={token.id}>
              <bdi>{token.purpose}</bdi>, {t("tokens.made", { at: formatMoment(token.created_at) })}, {token.used_at === null ? t("tokens.unused") : t("tokens.used", { at: formatMoment(token.used_at) })}{" "}
              <button
                type="button"
                className="button"
                disabled={isBusy}
                onClick={() =>
                  void act(async () => {
                    await revokeToken(account, token.id);
                    reload();
                  })
                }
              >
                {t("tokens.revoke")}
                <span className="visually-hidden">: {token.purpose}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {made !== "" && (
        <p className="account-made" role="status">
          {t("tokens.shown")} <code>{made}</code>
        </p>
      )}
      <form className="access-form" onSubmit={submit}>
        <div className="field">
          <label htmlFor="token-purpose">{t("tokens.purpose")}</label>
          <input id="token-purpose" className="text-input" maxLength={64} required value={purpose} onChange={(event) => setPurpose(event.target.value)} />
        </div>
        {failure !== "" && (
          <p className="access-failure" role="alert">
            {failure}
          </p>
        )}
        <button type="submit" className="button" disabled={isBusy}>
          {t("tokens.submit")}
        </button>
      </form>
    </section>
  );
}
