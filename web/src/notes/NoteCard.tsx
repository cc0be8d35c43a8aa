import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Note } from "../api/notes";
import { formatMoment } from "../dicom/dates";
import { Chip } from "../ui/Chip";
import { countFindings, Findings } from "../ui/Findings";
import { Icon, Star } from "../ui/Icon";
import { Link } from "../ui/router";
import { notePath } from "../ui/routes";
import { KeyImageTiles } from "./KeyImageTiles";
import { countKeyImages, keyImagesOf } from "./keyImages";
import type { KeyImage } from "./keyImages";
import { authorOf, codeOf, describeSource, describeState, titleOf, withPlainLineEnds } from "./noteWords";
import { Viewer } from "./Viewer";
import { NoteWays } from "./ways/NoteWays";
import "./words";

interface NoteCardProps {
  note: Note;
  /** DICOM person name, shown in the viewer so that no picture stands without its patient. */
  patientName: string;
  /** Key images of another study are marked. */
  ownStudyInstanceUid: string;
  /** Told once it is marked for deletion; without it the note cannot be deleted here. */
  onMarked?: (() => void) | undefined;
}

/** A note as people know it: title, text, author and the chosen images. */
export function NoteCard({ note, patientName, ownStudyInstanceUid, onMarked }: NoteCardProps) {
  const { t } = useTranslation("study");
  const images = useMemo(() => keyImagesOf(note), [note]);
  const [shown, setShown] = useState<KeyImage | null>(null);
  const card = useRef<HTMLElement>(null);
  const headingId = useId();

  const lastSeen = useRef<string | null>(null);

  const close = (last: KeyImage) => {
    lastSeen.current = last.key;
    setShown(null);
  };

  // Nothing outside a modal dialog takes the focus, so it returns to the picture only after the dialog is gone.
  useEffect(() => {
    if (shown !== null || lastSeen.current === null) return;
    card.current?.querySelector<HTMLElement>(`[data-key-image="${lastSeen.current}"]`)?.focus();
    lastSeen.current = null;
  }, [shown]);

  return (
    <article ref={card} className={`note note-${note.state}`} aria-labelledby={headingId}>
      <NoteHead note={note} headingId={headingId} />
      <div className="note-body">
        <NoteText note={note} count={countKeyImages(images)} />
        <KeyImageTiles images={images} ownStudyInstanceUid={ownStudyInstanceUid} onShow={setShown} />
      </div>
      {note.findings.length > 0 && (
        <details className="note-findings">
          <summary>{t("findings", { count: countFindings(note.findings) })}</summary>
          <Findings findings={note.findings} label={t("findingsOf", { title: titleOf(note) })} />
        </details>
      )}
      <NoteWays note={note} onMarked={onMarked} />
      {shown !== null && (
        <Viewer
          title={titleOf(note)}
          patientName={patientName}
          images={images.filter((image) => image.kind === "picture")}
          first={shown}
          onClose={close}
        />
      )}
    </article>
  );
}

function NoteHead({ note, headingId }: { note: Note; headingId: string }) {
  const { t } = useTranslation("study");
  const state = describeState(note.state);
  return (
    <header className="note-head">
      <h2 id={headingId} title={codeOf(note.title) || undefined}>
        <Star size={18} /> <span dir="auto">{titleOf(note)}</span>
      </h2>
      {note.modifiers.map((modifier) => (
        <Chip key={`${modifier.scheme}/${modifier.value}`} tone="accent" title={codeOf(modifier)}>
          {modifier.meaning || modifier.value}
        </Chip>
      ))}
      <span className="note-marks">
        <Chip tone={state.tone} title={state.meaning}>
          {state.word}
        </Chip>
        <Chip title={describeSource(note).meaning}>{describeSource(note).word}</Chip>
        {note.version > 1 && <Chip title={t("versionMeaning")}>{t("version", { version: note.version })}</Chip>}
        <Link to={notePath(note.id)} className="icon-button" aria-label={t("addressOf", { title: titleOf(note) })} title={t("address")}>
          <Icon name="link" size={16} />
        </Link>
      </span>
    </header>
  );
}

function NoteText({ note, count }: { note: Note; count: string }) {
  const { t } = useTranslation("study");
  return (
    <div className="note-text">
      {note.description === null || note.description === "" ? (
        <p className="muted">{t("noText")}</p>
      ) : (
        <p className="note-description" dir="auto">
          {withPlainLineEnds(note.description)}
        </p>
      )}
      <p className="note-by muted">
        {note.author !== null && note.author !== "" && (
          <span className="note-author" dir="auto">
            {authorOf(note.author)}
          </span>
        )}
        {note.created_at === null ? <span>{t("noDate")}</span> : <time dateTime={note.created_at}>{formatMoment(note.created_at)}</time>}
      </p>
      <p className="note-count muted">{count}</p>
    </div>
  );
}
