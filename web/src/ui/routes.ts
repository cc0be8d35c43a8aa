/** The addresses of the pages: what each one shows, and how to write it. */

export type Route =
  | { page: "studies" }
  | { page: "study"; studyInstanceUid: string }
  | { page: "note"; noteId: string }
  | { page: "quarantine" }
  | { page: "selections" }
  | { page: "tasks" }
  | { page: "status" }
  | { page: "unknown" };

export function routeOf(path: string): Route {
  const steps = decodedSteps(path);
  if (steps === null) return { page: "unknown" };
  const [first, second] = steps;
  if (steps.length === 0) return { page: "studies" };
  if (steps.length === 2 && first === "studies" && second) return { page: "study", studyInstanceUid: second };
  if (steps.length === 2 && first === "notes" && second) return { page: "note", noteId: second };
  if (steps.length > 1) return { page: "unknown" };
  switch (first) {
    case "studies":
    case "quarantine":
    case "selections":
    case "tasks":
    case "status":
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

export function studyPath(studyInstanceUid: string): string {
  return `/studies/${encodeURIComponent(studyInstanceUid)}`;
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
