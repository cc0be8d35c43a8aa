import { useState } from "react";
import { listAccounts } from "../api/accounts";
import type { Account } from "../api/accounts";
import { Failure, Loading } from "../ui/notices";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { useResource } from "../ui/useResource";
import { AccountRow } from "./AccountRow";
import { NewAccount } from "./NewAccount";
import { Tokens } from "./Tokens";
import "./access.css";

/** Who may sign in, and as what: for administrators. */
export function AccountsPage() {
  usePageTitle("Accounts");
  const heading = useHeadingFocus();
  const [answer, again] = useResource("accounts", listAccounts);
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          Accounts
        </h1>
      </div>
      <p className="lead">
        A reader sees studies and notes. An author makes and changes notes and sends studies, too. An operator also steers queues and tasks and marks studies for
        removal. An administrator may everything.
      </p>
      {answer.state === "loading" && <Loading what="the accounts" />}
      {answer.state === "failed" && <Failure error={answer.error} onAgain={again} />}
      {answer.state === "ready" && <Accounts accounts={answer.value} onDone={again} />}
      <NewAccount onDone={again} />
    </>
  );
}

function Accounts({ accounts, onDone }: { accounts: Account[]; onDone: () => void }) {
  const [shown, setShown] = useState<string | null>(null);
  if (accounts.length === 0) {
    return (
      <section className="panel" aria-label="Accounts">
        <p>There are none yet. Make one for an administrator first; until then the token of the data folder is the only way in.</p>
      </section>
    );
  }
  return (
    <>
      <section className="panel" aria-labelledby="accounts-heading">
        <h2 id="accounts-heading">Who may sign in</h2>
        <div className="scroll-x" role="region" aria-label="Accounts" tabIndex={0}>
          <table className="table accounts">
            <thead>
              <tr>
                {["Account", "Person", "Role", "State", "Last sign-in", "What to do"].map((title) => (
                  <th key={title} scope="col">
                    {title}
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
