/** The filters of the study list, as the address holds them. */
import type { StudyFilters } from "../api/studySearch";

const names = ["name", "id", "accession", "from", "to", "modality", "title"] as const;
export type FilterName = (typeof names)[number] | "keyImages";

export function filtersOf(query: URLSearchParams): StudyFilters {
  const of = (name: string) => query.get(name) ?? "";
  const keyImages = of("keyImages");
  return {
    keyImages: keyImages === "any" || keyImages === "without" ? keyImages : "with",
    name: of("name"),
    id: of("id"),
    accession: of("accession"),
    from: isDate(of("from")) ? of("from") : "",
    to: isDate(of("to")) ? of("to") : "",
    modality: of("modality"),
    title: of("title"),
  };
}

/** Whether single attributes are asked for: the plain list knows a text and *has key images* alone. */
export function isDetailed(filters: StudyFilters): boolean {
  return filters.keyImages === "without" || names.some((name) => filters[name] !== "");
}

/** All filters as the address has them when none is set. */
export const noFilters: Record<FilterName, string> = { keyImages: "", name: "", id: "", accession: "", from: "", to: "", modality: "", title: "" };

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
