import { Icon } from "../ui/Icon";
import { Link, lastAddressOf } from "../ui/router";
import { studiesPath } from "../ui/routes";

/** Back to the list as it was left, with its search and its page. */
export function BackToStudies() {
  return (
    <Link to={lastAddressOf(studiesPath)} className="back-link">
      <Icon name="back" size={16} /> All studies
    </Link>
  );
}
