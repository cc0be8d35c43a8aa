import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

export interface WordsQuestion {
  before: string;
  /** Empty: no words, and no arrow. */
  answer: (text: string) => void;
}

const mostLetters = 200;

/** Asks for the words beside an arrow. Escape answers nothing. */
export function WordsDialog({ question }: { question: WordsQuestion }) {
  const { t } = useTranslation("viewer");
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(question.before);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const answer = useRef("");
  return (
    <dialog ref={dialog} className="words-dialog" aria-labelledby={id} onClose={() => question.answer(answer.current)}>
      <form
        method="dialog"
        onSubmit={() => {
          answer.current = text.trim();
        }}
      >
        <label id={id} htmlFor={`${id}-text`}>
          {t("arrow.words")}
        </label>
        <input id={`${id}-text`} dir="auto" maxLength={mostLetters} value={text} autoFocus onChange={(event) => setText(event.target.value)} />
        <div className="draft-ways">
          <button type="submit" className="button button-main" disabled={text.trim() === ""}>
            {t("arrow.set")}
          </button>
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {t("arrow.leave")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
