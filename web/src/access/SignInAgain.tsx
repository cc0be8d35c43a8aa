import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { signInPath } from "../ui/routes";
import { SignInForm } from "./SignInForm";
import { comeIn, useHasEnded, useSession } from "./session";
import "./words";
import "./access.css";

/** Over the page when its session has ended: what was typed stays behind it, and nobody reads it meanwhile. */
export function SignInAgain() {
  const hasEnded = useHasEnded();
  return hasEnded ? <Dialog /> : null;
}

function Dialog() {
  const { t } = useTranslation("access");
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector<HTMLInputElement>("input:not([readonly])")?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className="access access-again" aria-labelledby="sign-in-again" onCancel={(event) => event.preventDefault()}>
      <h1 id="sign-in-again">{t("again.title")}</h1>
      <p>{t("again.words")}</p>
      <SignInForm account={session?.role ? session.account : undefined} onDone={comeIn} />
      <p className="muted">
        <a href={signInPath}>{t("again.other")}</a>
        {t("again.leave")}
      </p>
    </dialog>
  );
}
