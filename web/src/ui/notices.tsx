/** What a page says while it loads, when there is nothing, and when it failed. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../api/client";
import { langOf } from "./errorWords";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";
import "./words";

export function Loading({ what }: { what: string }) {
  const { t } = useTranslation("ui");
  return (
    <div className="notice notice-loading" role="status">
      <span className="spinner" aria-hidden="true" />
      <p>{t("loading", { what })}</p>
    </div>
  );
}

interface EmptyProps {
  icon?: IconName;
  title: string;
  /** The page has nothing else: the title is its heading. */
  isPage?: boolean;
  children?: ReactNode;
}

export function Empty({ icon = "search", title, isPage = false, children }: EmptyProps) {
  return (
    <div className="notice">
      <Icon name={icon} size={32} />
      {isPage ? <h1 className="notice-title">{title}</h1> : <p className="notice-title">{title}</p>}
      {children}
    </div>
  );
}

export function Failure({ error, onAgain }: { error: ApiError; onAgain: () => void }) {
  const { t } = useTranslation("ui");
  return (
    <div className="notice notice-failure" role="alert">
      <Icon name="warning" size={32} />
      <p className="notice-title">{t(error.isNotFound ? "failure.notFound" : "failure.failed")}</p>
      <p lang={langOf(error)}>{error.message}</p>
      <button type="button" className="button" onClick={onAgain}>
        <Icon name="refresh" size={16} /> {t("failure.again")}
      </button>
    </div>
  );
}
