import { listStudies } from "../api/studies";
import type { PageRequest } from "../api/pages";
import { searchStudies } from "../api/studySearch";
import type { FoundStudy, StudyFilters } from "../api/studySearch";
import { useNotesRevision } from "../status/SummaryProvider";
import { pageSize } from "../ui/usePages";
import { useResource } from "../ui/useResource";
import type { Resource } from "../ui/useResource";
import { isDetailed } from "./filters";
import { bareSpanOf, readTyped, spellingsOf } from "./typed";

export interface StudyListPage {
  studies: FoundStudy[];
  /** Null where the server does not count them. */
  total: number | null;
  hasMore: boolean;
}

/** The plain list counts its studies, unless they are too many; a search by single attributes says whether there are more. */
// What is typed into the one box is either: see typed.ts.
export function useStudyList(search: string, filters: StudyFilters, offset: number): [Resource<StudyListPage>, () => void] {
  return useResource<StudyListPage>(
    `studies/${offset}/${search}/${JSON.stringify(filters)}`,
    async (signal) => {
      const page = { limit: pageSize, offset };
      const inDetail = async (wanted: StudyFilters) => ({ ...(await searchStudies(wanted, page, signal)), total: null });
      if (isDetailed(filters)) return inDetail(filters);
      const meant = { ...filters, ...detailsOf(search) };
      if (isDetailed(meant)) return inDetail(meant);
      const found = await listAsSpelled(search, filters.keyImages === "with", page, signal);
      const span = found.total === 0 ? bareSpanOf(search.trim()) : null;
      return span === null ? found : inDetail({ ...filters, ...span });
    },
    { keepWhileLoading: true, revision: useNotesRevision() },
  );
}

/** Empty where no day and no kind of pictures is typed. */
function detailsOf(search: string): Partial<StudyFilters> {
  const { rest, ...wanted } = readTyped(search);
  if (wanted.from === "" && wanted.modality === "") return {};
  return { ...wanted, [/\d/.test(rest) ? "id" : "name"]: rest };
}

async function listAsSpelled(search: string, withNotes: boolean, page: PageRequest, signal: AbortSignal): Promise<StudyListPage> {
  let found: StudyListPage = { studies: [], total: 0, hasMore: false };
  for (const spelling of spellingsOf(search)) {
    const { studies, total, has_more } = await listStudies(page, withNotes, spelling, signal);
    found = { studies: studies.map((study) => ({ ...study, note_titles: [] })), total, hasMore: has_more };
    if (total !== 0) break;
  }
  return found;
}
