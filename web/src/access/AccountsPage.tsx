import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listAccounts } from "../api/accounts";
import type { Account } from "../api/accounts";
import { Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { useResource } from "../ui/useResource";
import { AccountRow } from "./AccountRow";
import { NewAccount } from "./NewAccount";
import { Tokens } from "./Tokens";
import "./words";
import "./access.css";

/** Who may sign in, and as what: for administrators. */
export function AccountsPage() {
  const { t } = useTranslation("access");
  usePageTitle(t("accounts.title"));
  const heading = useHeadingFocus();
  const [answer, again] = useResource("accounts", listAccounts);
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {t("accounts.title")}
        </h1>
      </div>
      <p className="lead">{t("accounts.lead")}</p>
      {answer.state === "loading" && <Loading what={t("accounts.loading")} />}
      {answer.state === "failed" && <Failure error={answer.error} onAgain={again} />}
      {answer.state === "ready" && <Accounts accounts={answer.value} onDone={again} />}
      <NewAccount onDone={again} />
    </>
  );
}

function Accounts({ accounts, onDone }: { accounts: Account[]; onDone: () => void }) {
  const { t } = useTranslation("access");
  const [shown, setShown] = useState<string | null>(null);
  if (accounts.length === 0) {
    return (
      <section className="panel" aria-label={t("accounts.title")}>
        <p>{t("accounts.none")}</p>
      </section>
    );
  }
  return (
    <>
      <section className="panel" aria-labelledby="accounts-heading">
        <h2 id="accounts-heading">{t("accounts.who")}</h2>
        <div className="scroll-x" role="region" aria-label={t("accounts.title")} tabIndex={0}>
          <table className="table accounts">
            <thead>
              <tr>
                {["account", "person", "role", "state", "last", "does"].map((column) => (
                  <th key={column} scope="col">
                    {t(`accounts.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {accounts.map((account) => (
                <AccountRow key={account.account} account={account} onDone={onDone} onTokens={() => setShown(account.account)} />
              ))}
            </tbody>
          </table>
        </div>
      </section>
      {shown !== null && <Tokens key={shown} account={shown} onClose={() => setShown(null)} />}
    </>
  );
}
