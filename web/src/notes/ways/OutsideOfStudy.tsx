import { createContext, useContext } from "react";
import type { ReactNode } from "react";
import { readOutsideOfStudy } from "../../api/noteHistory";
import type { NoteAtDestination } from "../../api/noteHistory";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import type { Resource } from "../../ui/useResource";

interface Outside {
  resource: Resource<Awaited<ReturnType<typeof readOutsideOfStudy>>>;
  again: () => void;
}

const Shared = createContext<Outside | null>(null);

interface Props {
  studyInstanceUid: string;
  /** Changes where the notes have. */
  revision: string;
  children: ReactNode;
}

/** Asks once for all notes of a study what of them is outside, and again every while. */
export function OutsideOfStudy({ studyInstanceUid, revision, children }: Props) {
  const pulse = usePulse(20);
  const [resource, again] = useResource(`outside/of/${studyInstanceUid}`, (signal) => readOutsideOfStudy(studyInstanceUid, signal), { revision: `${revision}/${pulse}` });
  return <Shared.Provider value={{ resource, again }}>{children}</Shared.Provider>;
}

/** What was asked for all of them; null where nobody has: then each note asks for itself. */
export function useOutsideOfStudy(): Outside | null {
  return useContext(Shared);
}

/** Of one note out of all; nothing went anywhere where it is not named. */
export function outsideOf(noteId: string, { resource }: Outside): Resource<{ destinations: NoteAtDestination[] }> {
  if (resource.state !== "ready") return resource;
  const found = resource.value.notes.find(({ note }) => note === noteId);
  return { state: "ready", value: { destinations: found?.destinations ?? [] }, refreshing: resource.refreshing };
}
