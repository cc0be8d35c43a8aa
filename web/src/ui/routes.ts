/** The addresses of the pages: what each one shows, and how to write it. */

export type Route =
  | { page: "studies" }
  | { page: "study"; studyInstanceUid: string }
  | { page: "viewer"; studyInstanceUid: string }
  | { page: "note"; noteId: string }
  | { page: "quarantine" }
  | { page: "selections" }
  | { page: "tasks" }
  | { page: "status" }
  | { page: "password" }
  | { page: "accounts" }
  | { page: "admin"; place: string }
  | { page: "unknown" };

export function routeOf(path: string): Route {
  const steps = decodedSteps(path);
  if (steps === null) return { page: "unknown" };
  const [first, second, third] = steps;
  if (steps.length === 0) return { page: "studies" };
  if (steps.length === 2 && first === "studies" && second) return { page: "study", studyInstanceUid: second };
  if (steps.length === 3 && first === "studies" && second && third === "viewer") return { page: "viewer", studyInstanceUid: second };
  if (steps.length === 2 && first === "notes" && second) return { page: "note", noteId: second };
  if (steps.length === 2 && first === "admin" && second) return { page: "admin", place: second };
  if (steps.length > 1) return { page: "unknown" };
  switch (first) {
    case "studies":
    case "quarantine":
    case "selections":
    case "tasks":
    case "status":
    case "password":
    case "accounts":
      return { page: first };
    default:
      return { page: "unknown" };
  }
}

export const studiesPath = "/";
export const quarantinePath = "/quarantine";
export const selectionsPath = "/selections";
export const tasksPath = "/tasks";
export const statusPath = "/status";
export const passwordPath = "/password";
export const accountsPath = "/accounts";
export const signInPath = "/sign-in";

export function adminPath(place: string): string {
  return `/admin/${place}`;
}

/** @param of what the form is filled in with */
export function discsPath(of: { studies: readonly string[] } | { note: string }): string {
  const query = new URLSearchParams("note" in of ? { note: of.note } : { study: of.studies.join(" ") });
  return `${adminPath("discs")}?${query.toString()}`;
}

export function studyPath(studyInstanceUid: string): string {
  return `/studies/${encodeURIComponent(studyInstanceUid)}`;
}

/** @param at what is shown first: a series, or an object with its frame */
export function viewerPath(studyInstanceUid: string, at: { series?: string | undefined; image?: string; frame?: number } = {}): string {
  const query = new URLSearchParams();
  if (at.series) query.set("series", at.series);
  if (at.image) query.set("image", at.image);
  if (at.frame) query.set("frame", String(at.frame));
  const text = query.toString();
  return `${studyPath(studyInstanceUid)}/viewer${text === "" ? "" : `?${text}`}`;
}

export function notePath(noteId: string): string {
  return `/notes/${encodeURIComponent(noteId)}`;
}

/** The steps between the slashes, or null where an escape is broken. */
function decodedSteps(path: string): string[] | null {
  try {
    return path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return null;
  }
}
