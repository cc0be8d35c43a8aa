import { useEffect } from "react";
import { readSession } from "../api/session";
import { Logo } from "../ui/Logo";
import { usePlace } from "../ui/router";
import { signInPath } from "../ui/routes";
import { usePageTitle } from "../ui/usePageTitle";
import { SignInForm } from "./SignInForm";
import { targetOf } from "./target";
import "./access.css";

/** The one page that a stranger sees. Whoever is in already goes on: a link from another site comes without the cookie. */
export function SignInPage() {
  usePageTitle("Sign in");
  const { query } = usePlace();
  const target = targetOf(query.get("to"), signInPath);
  const goOn = () => window.location.replace(target);
  useEffect(() => {
    const abort = new AbortController();
    if (query.get("out") === null) readSession(abort.signal).then(goOn, () => undefined);
    return () => abort.abort();
    // Asked once: the address does not change under this page.
  }, []);
  return (
    <main className="access">
      <Logo />
      <h1>Sign in</h1>
      {query.get("out") !== null && <p role="status">You have signed out.</p>}
      <SignInForm onDone={goOn} />
      <p className="muted">Accounts are made by an administrator of this server. If you have forgotten your password, ask them for a new one.</p>
    </main>
  );
}
