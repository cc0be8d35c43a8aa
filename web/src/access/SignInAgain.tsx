import { useEffect, useRef } from "react";
import { signInPath } from "../ui/routes";
import { SignInForm } from "./SignInForm";
import { comeIn, useHasEnded, useSession } from "./session";
import "./access.css";

/** Over the page when its session has ended: what was typed stays behind it, and nobody reads it meanwhile. */
export function SignInAgain() {
  const hasEnded = useHasEnded();
  return hasEnded ? <Dialog /> : null;
}

function Dialog() {
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
      <h1 id="sign-in-again">Your session has ended</h1>
      <p>Sign in to go on where you were. Nothing that you have typed is lost.</p>
      <SignInForm account={session?.role ? session.account : undefined} onDone={comeIn} />
      <p className="muted">
        <a href={signInPath}>Sign in as somebody else</a>, and leave this page
      </p>
    </dialog>
  );
}
