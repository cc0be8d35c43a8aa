import { languages, useLanguage } from "./language";

const names = { en: "English", de: "Deutsch" } as const;

/** Each language stands in its own words. */
export function LanguageChoice() {
  const [language, choose] = useLanguage();
  return (
    <label className="language">
      <span className="visually-hidden">Language · Sprache</span>
      <select value={language} onChange={(event) => choose(languages.find((each) => each === event.target.value) ?? "en")}>
        {languages.map((each) => (
          <option key={each} value={each} lang={each}>
            {names[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
