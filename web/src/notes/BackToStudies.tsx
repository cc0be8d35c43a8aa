import { useTranslation } from "react-i18next";
import { Icon } from "../ui/Icon";
import { Link, lastAddressOf } from "../ui/router";
import { studiesPath } from "../ui/routes";
import "./words";

/** Back to the list as it was left, with its search and its page. */
export function BackToStudies() {
  const { t } = useTranslation("study");
  return (
    <Link to={lastAddressOf(studiesPath)} className="back-link">
      <Icon name="back" size={16} /> {t("back")}
    </Link>
  );
}
