import { useTranslation } from "react-i18next";
import type { Code } from "../../api/codes";
import type { NoteVersion } from "../../api/noteHistory";
import { sopClassName } from "../../dicom/sopClasses";
import { authorOf, withPlainLineEnds } from "../noteWords";
import { SmallPicture } from "../SmallPicture";
import { differencesOf, isUnchanged } from "./differences";
import type { Piece, VersionImage } from "./differences";

/** What a version changed of the one before: what came is marked, what went is struck out. */
export function VersionDifferences({ before, after }: { before: NoteVersion; after: NoteVersion }) {
  const { t } = useTranslation("ways");
  const differences = differencesOf(before, after);
  const { title, author, modifiersAdded, modifiersRemoved, text, imagesAdded, imagesRemoved, isReordered } = differences;
  if (isUnchanged(differences)) return <p>{t("versions.unchanged")}</p>;
  return (
    <dl className="differences">
      {title !== null && <Change name={t("versions.title")} pieces={replaced(nameOf(title.before), nameOf(title.after))} />}
      {author !== null && <Change name={t("versions.author")} pieces={replaced(authorOf(author.before ?? ""), authorOf(author.after ?? ""))} />}
      {modifiersAdded.length + modifiersRemoved.length > 0 && (
        <Change name={t("versions.modifiers")} pieces={replaced(modifiersRemoved.map(nameOf).join(", "), modifiersAdded.map(nameOf).join(", "))} />
      )}
      {text !== null && <Change name={t("versions.text")} pieces={text} />}
      {imagesAdded.length > 0 && <Images name={t("versions.imagesAdded", { count: imagesAdded.length })} images={imagesAdded} />}
      {imagesRemoved.length > 0 && <Images name={t("versions.imagesRemoved", { count: imagesRemoved.length })} images={imagesRemoved} />}
      {isReordered && (
        <div>
          <dt>{t("versions.reordered")}</dt>
        </div>
      )}
    </dl>
  );
}

const nameOf = (code: Code | null): string => code?.meaning || code?.value || "";

function replaced(before: string, after: string): Piece[] {
  const pieces: Piece[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  return pieces.filter(({ text }) => text !== "");
}

function Change({ name, pieces }: { name: string; pieces: readonly Piece[] }) {
  const { t } = useTranslation("ways");
  return (
    <div>
      <dt>{name}</dt>
      <dd className="difference" dir="auto">
        {pieces.map(({ kind, text }, index) =>
          kind === "same" ? (
            <span key={index}>{withoutFormFeeds(text)}</span>
          ) : kind === "added" ? (
            <ins key={index}>
              <span className="visually-hidden">[{t("versions.added")}: </span>
              {withoutFormFeeds(text)}
              <span className="visually-hidden">] </span>
            </ins>
          ) : (
            <del key={index}>
              <span className="visually-hidden">[{t("versions.removed")}: </span>
              {withoutFormFeeds(text)}
              <span className="visually-hidden">] </span>
            </del>
          ),
        )}
      </dd>
    </div>
  );
}

/** A piece keeps the space at its end. */
const withoutFormFeeds = (text: string) => withPlainLineEnds(`${text}.`).slice(0, -1);

function Images({ name, images }: { name: string; images: readonly VersionImage[] }) {
  const { t } = useTranslation("ways");
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <ul className="difference-images">
          {images.map(({ reference, frame }) => (
            <li key={`${reference.sop_instance_uid}/${frame ?? ""}/${reference.presentation_state_uid ?? ""}`} title={reference.sop_instance_uid}>
              {reference.present && reference.renderable && !reference.other_patient && reference.availability === "ONLINE" && (
                <SmallPicture image={{ key: "", position: 0, reference, kind: "picture", frame }} pixels={48} />
              )}
              <span>{[sopClassName(reference.sop_class_uid), frame === null ? "" : t("versions.frame", { frame })].filter(Boolean).join(", ")}</span>
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
