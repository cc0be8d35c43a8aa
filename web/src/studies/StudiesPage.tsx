import { useTranslation } from "react-i18next";
import { useMay } from "../access/session";
import type { StudyFilters } from "../api/studySearch";
import { Icon } from "../ui/Icon";
import { Pager } from "../ui/Pager";
import { Empty, Failure, Loading } from "../ui/notices";
import { amendQuery, usePlace } from "../ui/router";
import { useHeadingFocus, usePageTitle } from "../ui/usePageTitle";
import { goToPage, pageSize, usePageOfAddress, usePageOfList } from "../ui/usePages";
import { ChosenBar } from "./ChosenBar";
import { filtersOf, isDetailed, noFilters } from "./filters";
import { SearchBox } from "./SearchBox";
import { StudyFilterBar } from "./StudyFilterBar";
import { StudyTable } from "./StudyTable";
import { useStudyList } from "./useStudyList";
import type { StudyListPage } from "./useStudyList";
import "./words";
import "./studies.css";
import "./chosen.css";
import "./filters.css";

/** All studies that have key image notes, also those of which no image is here; by filters, any others. */
export function StudiesPage() {
  const { t } = useTranslation("studies");
  const { query } = usePlace();
  const filters = filtersOf(query);
  const title = t(`titles.${filters.keyImages}`);
  usePageTitle(title);
  const heading = useHeadingFocus();
  const mayChoose = useMay("export"); // of the page that the chosen ones are taken to
  const search = query.get("search") ?? "";
  const hasFilters = query.get("filters") === "1" || isDetailed(filters);
  const { page, offset } = usePageOfAddress();
  const [studies, again] = useStudyList(search, filters, offset);
  const total = studies.state === "ready" && !studies.refreshing ? (studies.value.total ?? undefined) : undefined;
  const list = usePageOfList(page, total);

  const openFilters = () => amendQuery({ filters: "1", name: search, search: "", page: "" });
  const closeFilters = () => amendQuery({ ...noFilters, filters: "", page: "" });
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <div className="study-search">
          {!hasFilters && <SearchBox search={search} />}
          <button type="button" className="button" aria-expanded={hasFilters} onClick={hasFilters ? closeFilters : openFilters}>
            <Icon name={hasFilters ? "close" : "search"} size={16} /> {hasFilters ? t("filters.close") : t("filters.open")}
          </button>
        </div>
      </div>
      {hasFilters && <StudyFilterBar filters={filters} />}
      {studies.state === "loading" && <Loading what={t("loading")} />}
      {studies.state === "failed" && <Failure error={studies.error} onAgain={again} />}
      {studies.state === "ready" && (
        <div className={studies.refreshing ? "refreshing" : undefined} aria-busy={studies.refreshing}>
          <p className="visually-hidden" role="status">
            {studies.refreshing ? "" : t("count", { count: studies.value.total ?? studies.value.studies.length })}
          </p>
          {mayChoose && <ChosenBar page={studies.value.studies} />}
          {studies.value.studies.length > 0 ? <StudyTable studies={studies.value.studies} mayChoose={mayChoose} /> : <NoStudies search={search} filters={filters} onClear={closeFilters} />}
          {studies.value.total === null ? (
            <OpenPager page={page} found={studies.value} />
          ) : (
            list !== null && list.pages > 0 && studies.value.total > 0 && <Pager what="studies" list={list} total={studies.value.total} onPage={goToPage} />
          )}
        </div>
      )}
    </>
  );
}

/** Pages of a list whose end is not known. */
function OpenPager({ page, found }: { page: number; found: StudyListPage }) {
  const { t } = useTranslation("studies");
  if (page === 1 && !found.hasMore) return null;
  const first = (page - 1) * pageSize + 1;
  return (
    <nav className="pager" aria-label={t("pager.name")}>
      <p className="pager-count">{t("pager.rows", { first, last: first + Math.max(0, found.studies.length - 1) })}</p>
      <button type="button" className="button" disabled={page === 1} onClick={() => goToPage(page - 1)}>
        <Icon name="previous" size={16} /> {t("pager.previous")}
      </button>
      <span className="pager-page">{t("pager.page", { page })}</span>
      <button type="button" className="button" disabled={!found.hasMore} onClick={() => goToPage(page + 1)}>
        {t("pager.next")} <Icon name="next" size={16} />
      </button>
    </nav>
  );
}

function NoStudies({ search, filters, onClear }: { search: string; filters: StudyFilters; onClear: () => void }) {
  const { t } = useTranslation("studies");
  if (isDetailed(filters)) {
    return (
      <Empty title={t("none.filters")}>
        <button type="button" className="button" onClick={onClear}>
          {t("none.clear")}
        </button>
      </Empty>
    );
  }
  if (search !== "") {
    return (
      <Empty title={t(filters.keyImages === "with" ? "none.search" : "none.emptySearch")}>
        <p dir="auto">{t("none.searchWords", { search })}</p>
        <p className="none-ways">
          {filters.keyImages === "with" && (
            <button type="button" className="button" onClick={() => amendQuery({ keyImages: "any", page: "" })}>
              {t("none.withoutNotes")}
            </button>
          )}
          {!/\d/.test(search) && (
            <button type="button" className="button" onClick={() => amendQuery({ filters: "1", name: `*${search}*`, search: "", page: "" })}>
              {t("none.anywhere")}
            </button>
          )}
        </p>
      </Empty>
    );
  }
  return (
    <Empty icon="layers" title={filters.keyImages === "with" ? t("none.empty") : t("none.emptyAny")}>
      <p>{t("none.emptyWords")}</p>
    </Empty>
  );
}
