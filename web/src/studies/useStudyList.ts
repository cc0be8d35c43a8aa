import { listStudies } from "../api/studies";
import { searchStudies } from "../api/studySearch";
import type { FoundStudy, StudyFilters } from "../api/studySearch";
import { useNotesRevision } from "../status/SummaryProvider";
import { pageSize } from "../ui/usePages";
import { useResource } from "../ui/useResource";
import type { Resource } from "../ui/useResource";
import { isDetailed } from "./filters";

export interface StudyListPage {
  studies: FoundStudy[];
  /** Null where the server does not count them. */
  total: number | null;
  hasMore: boolean;
}

/** The plain list counts its studies, unless they are too many; a search by single attributes says whether there are more. */
export function useStudyList(search: string, filters: StudyFilters, offset: number): [Resource<StudyListPage>, () => void] {
  return useResource<StudyListPage>(
    `studies/${offset}/${search}/${JSON.stringify(filters)}`,
    async (signal) => {
      const page = { limit: pageSize, offset };
      if (isDetailed(filters)) return { ...(await searchStudies(filters, page, signal)), total: null };
      const { studies, total, has_more } = await listStudies(page, filters.keyImages === "with", search, signal);
      return { studies: studies.map((study) => ({ ...study, note_titles: [] })), total, hasMore: has_more };
    },
    { keepWhileLoading: true, revision: useNotesRevision() },
  );
}
