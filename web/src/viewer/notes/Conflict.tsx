import { useTranslation } from "react-i18next";
import type { Note } from "../../api/notes";
import { authorOf } from "../../notes/noteWords";
import { draftOf } from "./draft";
import type { Draft } from "./draft";

interface ConflictProps {
  mine: Draft;
  theirs: Note;
  onSettle: (way: "mine" | "theirs" | "both") => void;
}

/** Two people have edited one note: both versions side by side, and the ways on. */
export function Conflict({ mine, theirs, onSettle }: ConflictProps) {
  const { t } = useTranslation("notes");
  const others = draftOf(theirs, "", "");
  return (
    <section className="conflict" role="alert" aria-label={t("conflict.title")}>
      <h4>{t("conflict.title")}</h4>
      <p>{t("conflict.words", { version: theirs.version, author: theirs.author ? authorOf(theirs.author) : t("conflict.nobody") })}</p>
      <div className="conflict-sides">
        <Side name={t("conflict.theirs")} draft={others} />
        <Side name={t("conflict.mine")} draft={mine} />
      </div>
      <div className="draft-ways">
        <button type="button" className="button button-main" onClick={() => onSettle("mine")}>
          {t("conflict.keepMine")}
        </button>
        <button type="button" className="button" onClick={() => onSettle("both")}>
          {t("conflict.both")}
        </button>
        <button type="button" className="button" onClick={() => onSettle("theirs")}>
          {t("conflict.takeTheirs")}
        </button>
      </div>
    </section>
  );
}

function Side({ name, draft }: { name: string; draft: Draft }) {
  const { t } = useTranslation("notes");
  return (
    <div className="conflict-side">
      <p className="muted">{name}</p>
      <p className="conflict-title" lang="en">
        {[draft.title.meaning || draft.title.value, ...draft.modifiers.map((modifier) => modifier.meaning || modifier.value)].join(", ")}
      </p>
      <p className="conflict-text" dir="auto">
        {draft.text || "–"}
      </p>
      <p className="muted">{t("conflict.images", { count: draft.images.length })}</p>
    </div>
  );
}
