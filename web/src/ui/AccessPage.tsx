import { useEffect } from "react";
import { readSummary } from "../api/summary";
import { setAccessDenied } from "./access";
import { Icon } from "./Icon";
import { Logo } from "./Logo";
import { usePageTitle } from "./usePageTitle";
import "./access.css";

/** Says how to get in. When the person opened the address with the token in another tab, this one goes on by itself. */
export function AccessPage() {
  usePageTitle("How to get in");
  useEffect(() => {
    const lookAgain = () => {
      if (!document.hidden) void tryAgain();
    };
    document.addEventListener("visibilitychange", lookAgain);
    return () => document.removeEventListener("visibilitychange", lookAgain);
  }, []);
  return (
    <main className="access">
      <Logo />
      <h1>
        <Icon name="key" size={24} /> This browser has not been let in yet
      </h1>
      <p>kinote shows images of patients, so it opens only by an address that holds its token.</p>
      <ol>
        <li>
          Where kinote was started, by <code>make run</code> or as a service, find the line with the address in its output or its log:
          <code className="access-example">{window.location.origin}/?token=…</code>
        </li>
        <li>Open that address in this browser. It is remembered by a cookie, and the token leaves the address bar.</li>
      </ol>
      <p>
        The same token stands in the file <code>api-token</code> in kinote’s data folder (<code>DIR/api-token</code>), readable only by who runs it. If
        you cannot read either, ask who runs kinote here.
      </p>
      <button type="button" className="button button-main" onClick={() => void tryAgain()}>
        <Icon name="refresh" size={16} /> Try again
      </button>
    </main>
  );
}

async function tryAgain(): Promise<void> {
  try {
    await readSummary();
    setAccessDenied(false);
  } catch {
    // still closed: the page stays as it is
  }
}
