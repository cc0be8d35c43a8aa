import { Link } from "../ui/router";
import { statusPath } from "../ui/routes";
import { overviewOf } from "./overview";
import { useSummary } from "./SummaryProvider";

/** How the system is doing, always in sight; leads to the status page. */
export function StatusPill() {
  const overview = overviewOf(useSummary());
  return (
    <>
      <Link to={statusPath} className={`status-pill status-${overview.tone}`} title={overview.kind}>
        <span className="status-dot" aria-hidden="true" />
        <span className="status-text">{overview.text}</span>
      </Link>
      <span className="visually-hidden" role="status">
        {overview.kind}
      </span>
    </>
  );
}
