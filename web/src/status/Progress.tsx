import { percent } from "./overview";

/** A bar with its figures in words. */
export function Progress({ label, done, total }: { label: string; done: number; total: number | null }) {
  return (
    <div className="progress">
      {total !== null && <progress aria-label={label} max={Math.max(1, total)} value={total <= 0 ? 1 : done} />}
      <p>{total === null ? done.toLocaleString("en") : `${done.toLocaleString("en")} of ${total.toLocaleString("en")} (${percent(done, total)})`} notes read</p>
    </div>
  );
}
