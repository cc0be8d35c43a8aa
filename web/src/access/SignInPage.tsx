import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { readSession } from "../api/session";
import { LanguageChoice } from "../i18n/LanguageChoice";
import { Logo } from "../ui/Logo";
import { usePlace } from "../ui/router";
import { signInPath } from "../ui/routes";
import { usePageTitle } from "../ui/usePageTitle";
import { SignInForm } from "./SignInForm";
import { targetOf } from "./target";
import "./words";
import "./access.css";

/** The one page that a stranger sees. Whoever is in already goes on: a link from another site comes without the cookie. */
export function SignInPage() {
  const { t } = useTranslation("access");
  usePageTitle(t("signIn.title"));
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
      <h1>{t("signIn.title")}</h1>
      {query.get("out") !== null && <p role="status">{t("signIn.out")}</p>}
      <SignInForm onDone={goOn} />
      <p className="muted">{t("signIn.help")}</p>
      <LanguageChoice />
    </main>
  );
}
