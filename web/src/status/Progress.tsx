import { useTranslation } from "react-i18next";
import { percent } from "./overview";
import "./words";

/** A bar with its figures in words. */
export function Progress({ label, done, total }: { label: string; done: number; total: number | null }) {
  const { t } = useTranslation("status");
  return (
    <div className="progress">
      {total !== null && <progress aria-label={label} max={Math.max(1, total)} value={total <= 0 ? 1 : done} />}
      <p>{total === null ? t("migration.readSome", { done }) : t("migration.readAll", { done, total, percent: percent(done, total) })}</p>
    </div>
  );
}
