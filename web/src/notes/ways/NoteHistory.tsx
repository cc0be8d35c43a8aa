import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, isAbort } from "../../api/client";
import { listVersions } from "../../api/noteHistory";
import type { NoteVersion } from "../../api/noteHistory";
import type { Note } from "../../api/notes";
import { formatMoment } from "../../dicom/dates";
import { authorOf, titleOf } from "../noteWords";
import { VersionDifferences } from "./VersionDifferences";

const pageSize = 100;

/** The versions of a note, the latest first, each with what it changed. */
export function NoteHistory({ note }: { note: Note }) {
  const { t } = useTranslation("ways");
  const [versions, setVersions] = useState<NoteVersion[] | null>(null);
  const [hasMore, setHasMore] = useState(false);
  const [trouble, setTrouble] = useState<ApiError | null>(null);
  const [attempt, setAttempt] = useState(0);

  const load = async (known: NoteVersion[], signal?: AbortSignal) => {
    setTrouble(null);
    try {
      const { versions: page } = await listVersions(note.id, known[known.length - 1]?.version, signal);
      setVersions([...known, ...page]);
      setHasMore(page.length === pageSize);
    } catch (error) {
      if (!isAbort(error)) setTrouble(error instanceof ApiError ? error : new ApiError(0, "internal", String(error)));
    }
  };
  useEffect(() => {
    const abort = new AbortController();
    void load([], abort.signal);
    return () => abort.abort();
  }, [note.id, note.version, attempt]);

  return (
    <section className="note-history" aria-label={t("versions.name", { title: titleOf(note) })}>
      {trouble !== null && (
        <p className="note-ways-trouble" role="alert">
          {t("failed", { reason: trouble.message })}{" "}
          <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
            {t("again")}
          </button>
        </p>
      )}
      {versions === null && trouble === null && <p className="muted">{t("versions.loading")}</p>}
      {versions !== null && (
        <ol className="versions">
          {versions.map((version, index) => (
            <Version key={version.version} version={version} before={versions[index + 1] ?? null} isBeforeUnknown={hasMore && index === versions.length - 1} />
          ))}
        </ol>
      )}
      {versions !== null && hasMore && (
        <button type="button" className="button" onClick={() => void load(versions)}>
          {t("versions.more")}
        </button>
      )}
    </section>
  );
}

interface VersionProps {
  version: NoteVersion;
  before: NoteVersion | null;
  /** It stands on the next page. */
  isBeforeUnknown: boolean;
}

function Version({ version, before, isBeforeUnknown }: VersionProps) {
  const { t } = useTranslation("ways");
  const facts = [
    version.state === "superseded" ? "" : t(`versions.${version.state}`),
    formatMoment(version.stored_at),
    version.author ? t("versions.by", { author: authorOf(version.author) }) : "",
    origin(version, t),
  ];
  return (
    <li className="version">
      <h3>{t("versions.version", { version: version.version })}</h3>
      <p className="muted">
        <bdi>{facts.filter(Boolean).join(" · ")}</bdi>
      </p>
      {before !== null && <VersionDifferences before={before} after={version} />}
      {before === null && !isBeforeUnknown && (
        <p>
          {t("versions.first")}, {t("versions.images", { count: version.references.reduce((sum, { frames }) => sum + Math.max(1, frames.length), 0) })}
        </p>
      )}
    </li>
  );
}

function origin(version: NoteVersion, t: TFunction<"ways">): string {
  if (version.stored_by !== null) return t("versions.stored", { actor: version.stored_by, door: version.came_from ?? "" });
  if (version.source === "local") return "";
  return version.source_system === "" ? t("versions.takenOverPlain") : t("versions.takenOver", { system: version.source_system });
}
