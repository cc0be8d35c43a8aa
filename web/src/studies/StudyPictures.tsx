import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { listNotesOfStudy } from "../api/notes";
import type { Note } from "../api/notes";
import { keyImagesOf } from "../notes/keyImages";
import { notesKey } from "../notes/notesKey";
import { SmallPicture } from "../notes/SmallPicture";
import "../notes/words";
import { Turns } from "../ui/turns";
import { useResource } from "../ui/useResource";

const shownAtMost = 4;
const turns = new Turns(2);

/** The first key images of a study; asked for only once the row comes into sight. */
export function StudyPictures({ studyInstanceUid }: { studyInstanceUid: string }) {
  const space = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = space.current;
    if (seen || element === null) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.some((entry) => entry.isIntersecting)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  return (
    <div className="strip" ref={space}>
      {seen && <Pictures studyInstanceUid={studyInstanceUid} />}
    </div>
  );
}

function Pictures({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("study");
  const [notes] = useResource<{ notes: Note[] }>(
    notesKey(studyInstanceUid),
    (signal) => turns.take(signal, () => listNotesOfStudy(studyInstanceUid, signal)),
    { isTold: false }, // a list of many studies does not ask for all of them at each note that is written
  );
  if (notes.state !== "ready") return null;
  const images = notes.value.notes
    .filter((note) => note.state === "current")
    .flatMap(keyImagesOf);
  const pictures = images.filter((image) => image.kind === "picture");
  if (pictures.length === 0) {
    const isInArchive = images.some((image) => image.kind === "in_archive"); // to look at the list fetches nothing
    return <span className="muted">{t(isInArchive ? "strip.archive" : "strip.notHere")}</span>;
  }
  return (
    <>
      {pictures.slice(0, shownAtMost).map((image, index) => (
        <SmallPicture key={index} image={image} pixels={44} />
      ))}
      {pictures.length > shownAtMost && <span className="strip-more">+{pictures.length - shownAtMost}</span>}
    </>
  );
}
