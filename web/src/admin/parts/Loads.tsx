import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { wordsOf } from "../../access/useAction";
import { Icon } from "../../ui/Icon";
import type { Resource } from "../../ui/useResource";

interface Props<Value> {
  answer: Resource<Value>;
  onAgain: () => void;
  children: (value: Value) => ReactNode;
}

/** What was loaded, or that it is on its way, or why it is not there with a way on. */
export function Loads<Value>({ answer, onAgain, children }: Props<Value>) {
  const { t } = useTranslation("admin");
  if (answer.state === "loading") {
    return (
      <div className="notice notice-loading" role="status">
        <span className="spinner" aria-hidden="true" />
        <p>{t("loading")}</p>
      </div>
    );
  }
  if (answer.state === "failed") {
    return (
      <div className="notice notice-failure" role="alert">
        <Icon name="warning" size={32} />
        <p className="notice-title">{t("failed")}</p>
        <p lang="en">{wordsOf(answer.error)}</p>
        <button type="button" className="button" onClick={onAgain}>
          <Icon name="refresh" size={16} /> {t("again")}
        </button>
      </div>
    );
  }
  return (
    <div className={answer.refreshing ? "refreshing" : undefined} aria-busy={answer.refreshing}>
      {children(answer.value)}
    </div>
  );
}
