import { Icon } from "./Icon";
import type { PageOfList } from "./paging";

interface PagerProps {
  /** What the rows are, in the plural. */
  what: string;
  list: PageOfList;
  total: number;
  onPage: (page: number) => void;
}

export function Pager({ what, list, total, onPage }: PagerProps) {
  return (
    <nav className="pager" aria-label={`Pages of ${what}`}>
      <p className="pager-count">
        {list.first.toLocaleString("en")}–{list.last.toLocaleString("en")} of {total.toLocaleString("en")} {what}
      </p>
      <button type="button" className="button" disabled={!list.hasPrevious} onClick={() => onPage(list.page - 1)}>
        <Icon name="previous" size={16} /> Previous
      </button>
      <span className="pager-page">
        Page {list.page} of {list.pages}
      </span>
      <button type="button" className="button" disabled={!list.hasNext} onClick={() => onPage(list.page + 1)}>
        Next <Icon name="next" size={16} />
      </button>
    </nav>
  );
}
