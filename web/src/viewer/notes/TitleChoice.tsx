import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Code } from "../../api/codes";
import type { Draft } from "./draft";
import { furtherTitles, isSameCode, titles, usualTitles } from "../../notes/titles";

/** The titles of the standard, in its words; one of the site that a note already has stays to be chosen. */
export function TitleChoice({ draft, onChoose }: { draft: Draft; onChoose: (title: Code) => void }) {
  const { t } = useTranslation("notes");
  const id = useId();
  const ofSite = titles.some((title) => isSameCode(title, draft.title)) ? [] : [draft.title];
  const all = [...titles, ...ofSite];
  return (
    <>
      <label className="draft-field" htmlFor={id}>
        {t("draft.title")}
      </label>
      <select id={id} lang="en" value={nameOf(draft.title)} onChange={(event) => onChoose(all.find((title) => nameOf(title) === event.target.value) ?? draft.title)}>
        {ofSite.map((title) => (
          <Choice key={nameOf(title)} title={title} />
        ))}
        <optgroup label={t("draft.usual")}>
          {usualTitles.map((title) => (
            <Choice key={nameOf(title)} title={title} />
          ))}
        </optgroup>
        <optgroup label={t("draft.further")}>
          {furtherTitles.map((title) => (
            <Choice key={nameOf(title)} title={title} />
          ))}
        </optgroup>
      </select>
    </>
  );
}

function Choice({ title }: { title: Code }) {
  return <option value={nameOf(title)}>{title.meaning || title.value}</option>;
}

function nameOf(title: Code): string {
  return `${title.scheme ?? ""} ${title.value ?? ""}`;
}
