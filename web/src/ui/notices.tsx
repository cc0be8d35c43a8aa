/** What a page says while it loads, when there is nothing, and when it failed. */
import type { ReactNode } from "react";
import type { ApiError } from "../api/client";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";

export function Loading({ what }: { what: string }) {
  return (
    <div className="notice notice-loading" role="status">
      <span className="spinner" aria-hidden="true" />
      <p>Loading {what}…</p>
    </div>
  );
}

interface EmptyProps {
  icon?: IconName;
  title: string;
  children?: ReactNode;
}

export function Empty({ icon = "search", title, children }: EmptyProps) {
  return (
    <div className="notice">
      <Icon name={icon} size={32} />
      <p className="notice-title">{title}</p>
      {children}
    </div>
  );
}

export function Failure({ error, onAgain }: { error: ApiError; onAgain: () => void }) {
  return (
    <div className="notice notice-failure" role="alert">
      <Icon name="warning" size={32} />
      <p className="notice-title">{error.isNotFound ? "Not found" : "This could not be loaded"}</p>
      <p>{error.message}</p>
      <button type="button" className="button" onClick={onAgain}>
        <Icon name="refresh" size={16} /> Try again
      </button>
    </div>
  );
}
