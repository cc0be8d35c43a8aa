import { languages, useLanguage } from "./language";
import "./language.css";

const names = { en: "English", de: "Deutsch" } as const;

/** By their letters, as there is little room; in their own words where the pointer rests. */
export function LanguageChoice() {
  const [language, choose] = useLanguage();
  return (
    <label className="language">
      <span className="visually-hidden">Language · Sprache</span>
      <select value={language} onChange={(event) => choose(languages.find((each) => each === event.target.value) ?? "en")}>
        {languages.map((each) => (
          <option key={each} value={each} lang={each} title={names[each]}>
            {each.toUpperCase()}
          </option>
        ))}
      </select>
    </label>
  );
}
