import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../access/session";
import { authorOf } from "../../notes/noteWords";
import { Icon } from "../../ui/Icon";
import { Sign } from "../icons";
import { Conflict } from "./Conflict";
import { lacksOf, withTitle } from "./draft";
import type { Draft, DraftImage } from "./draft";
import { DraftImages } from "./DraftImages";
import { TitleChoice } from "./TitleChoice";
import { modifiersFor, isSameCode } from "../../notes/titles";
import type { LookHands } from "../look/useLooks";
import type { DraftHands } from "./useDraft";

interface DraftEditorProps {
  draft: Draft;
  hands: DraftHands;
  onShow: (image: DraftImage) => void;
  /** Null while there is no picture to star. */
  onStar: (() => void) | null;
  looks: LookHands;
}

/** A note in the making. What is written is kept at every letter. */
export function DraftEditor({ draft, hands, onShow, onStar, looks }: DraftEditorProps) {
  const { t } = useTranslation("notes");
  const id = useId();
  const [isLeaving, setIsLeaving] = useState(false);
  const [wasTried, setWasTried] = useState(false);
  const { saving, write } = hands;
  const lacks = lacksOf(draft);
  const isSaving = saving.state === "saving";
  const modifiers = modifiersFor(draft.title);

  const save = () => {
    setWasTried(true);
    if (lacks.length === 0) void hands.save();
  };
  return (
    <form
      className="draft"
      aria-label={draft.noteId === null ? t("draft.new") : t("draft.edit", { version: draft.version })}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
      }}
    >
      <h3>{draft.noteId === null ? t("draft.new") : t("draft.edit", { version: draft.version })}</h3>
      {saving.state === "conflict" && <Conflict mine={draft} theirs={saving.theirs} onSettle={hands.settle} />}
      <fieldset className="draft-fields" disabled={isSaving || saving.state === "conflict"}>
        <TitleChoice draft={draft} onChoose={(title) => write(withTitle(draft, title))} />
        {modifiers.length > 0 && (
          <fieldset className="draft-modifiers">
            <legend>{t("draft.modifiers")}</legend>
            {modifiers.map((modifier) => {
              const isChosen = draft.modifiers.some((each) => isSameCode(each, modifier));
              return (
                <label key={modifier.value} lang="en">
                  <input
                    type="checkbox"
                    checked={isChosen}
                    onChange={() => write({ ...draft, modifiers: isChosen ? draft.modifiers.filter((each) => !isSameCode(each, modifier)) : [...draft.modifiers, modifier] })}
                  />
                  {modifier.meaning}
                </label>
              );
            })}
          </fieldset>
        )}
        <label className="draft-field" htmlFor={`${id}-text`}>
          {t("draft.text")}
        </label>
        <textarea id={`${id}-text`} dir="auto" rows={4} value={draft.text} onChange={(event) => write({ ...draft, text: event.target.value })} />
        {draft.author === null ? (
          <SignedInAuthor />
        ) : (
          <>
            <label className="draft-field" htmlFor={`${id}-author`}>
              {t("draft.author")}
            </label>
            <input id={`${id}-author`} dir="auto" maxLength={64} placeholder={t("draft.authorHint")} value={draft.author} onChange={(event) => write({ ...draft, author: event.target.value })} />
          </>
        )}
        <p className="draft-field">{t("draft.images")}</p>
        <p id="draft-images-hint" className="visually-hidden">
          {t("draft.imagesHint")}
        </p>
        <DraftImages draft={draft} onWrite={write} onShow={onShow} looks={looks} />
        <button type="button" className="button" disabled={onStar === null} onClick={() => onStar?.()}>
          <Sign name="star" size={16} /> {t("draft.star")} (S)
        </button>
      </fieldset>
      <Trouble hands={hands} />
      {wasTried && lacks.length > 0 && (
        <p className="draft-trouble" role="alert">
          {lacks.map((lack) => t(`draft.lack.${lack}`)).join(" ")}
        </p>
      )}
      <div className="draft-ways">
        <button type="submit" className="button button-main" disabled={isSaving || saving.state === "conflict"}>
          <Icon name="check" size={16} /> {isSaving ? t("draft.saving") : t("draft.save")}
        </button>
        {isLeaving ? (
          <span className="draft-leaving" role="group" aria-label={t("draft.reallyGiveUp")}>
            {t("draft.reallyGiveUp")}
            <button type="button" className="button" onClick={hands.giveUp}>
              {t("draft.giveUp")}
            </button>
            <button type="button" className="button" onClick={() => setIsLeaving(false)}>
              {t("note.no")}
            </button>
          </span>
        ) : (
          <button type="button" className="button" disabled={isSaving} onClick={() => setIsLeaving(true)}>
            {t("draft.giveUp")}
          </button>
        )}
      </div>
      <p className={hands.isKept ? "muted draft-kept" : "draft-trouble"}>{hands.isKept ? t("draft.kept") : t("draft.notKept")}</p>
    </form>
  );
}

/** The author of a note is who has signed in. */
function SignedInAuthor() {
  const { t } = useTranslation("notes");
  const session = useSession();
  if (session === null) return null;
  return (
    <p className="muted draft-author">
      {t("draft.inTheNameOf")} <bdi>{authorOf(session.display_name)}</bdi>
    </p>
  );
}

function Trouble({ hands }: { hands: DraftHands }) {
  const { t } = useTranslation("notes");
  const { saving } = hands;
  if (saving.state !== "failed") return null;
  if (saving.isOfLooks === true) {
    return (
      <div className="draft-trouble" role="alert">
        <p>{t("draft.look.notStored", { reason: saving.error.message })}</p>
        <button type="button" className="button" onClick={() => void hands.save(true)}>
          {t("draft.look.saveWithout")}
        </button>
      </div>
    );
  }
  return (
    <div className="draft-trouble" role="alert">
      <p>
        <strong>{t("notSaved")}.</strong> {saving.isGone ? t("gone") : saving.error.status === 0 ? t("unreachable") : saving.error.message}
      </p>
      {saving.isGone && (
        <button type="button" className="button" onClick={hands.saveAsNew}>
          {t("saveAsNew")}
        </button>
      )}
    </div>
  );
}
