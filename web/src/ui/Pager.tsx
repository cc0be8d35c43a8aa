import { useTranslation } from "react-i18next";
import { Icon } from "./Icon";
import type { PageOfList } from "./paging";
import "./words";

interface PagerProps {
  /** What the rows are. */
  what: "studies" | "objects" | "selections";
  list: PageOfList;
  total: number;
  onPage: (page: number) => void;
}

export function Pager({ what, list, total, onPage }: PagerProps) {
  const { t } = useTranslation("ui");
  return (
    <nav className="pager" aria-label={t(`pager.${what}.name`)}>
      <p className="pager-count">{t(`pager.${what}.count`, { first: list.first, last: list.last, total })}</p>
      <button type="button" className="button" disabled={!list.hasPrevious} onClick={() => onPage(list.page - 1)}>
        <Icon name="previous" size={16} /> {t("pager.previous")}
      </button>
      <span className="pager-page">{t("pager.page", { page: list.page, pages: list.pages })}</span>
      <button type="button" className="button" disabled={!list.hasNext} onClick={() => onPage(list.page + 1)}>
        {t("pager.next")} <Icon name="next" size={16} />
      </button>
    </nav>
  );
}
