/** The language of the pages: the person's choice, else the browser's, else English. */
import i18next from "i18next";
import { useEffect } from "react";
import { initReactI18next, useTranslation } from "react-i18next";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

const place = "kinote.language";

/** Nested texts by key; the other languages have the same keys. */
export type Words = { [key: string]: string | Words };

i18next.use(initReactI18next);
void i18next.init({
  lng: firstLanguage(),
  fallbackLng: "en",
  supportedLngs: [...languages],
  resources: {},
  initAsync: false,
  interpolation: { escapeValue: false }, // React escapes
  react: { useSuspense: false },
  showSupportNotice: false,
});

/** Adds the texts of a part of the pages; call it beside the part, so that they are loaded with it. */
export function addWords<Texts extends Words>(part: string, words: Record<Language, Texts>): void {
  for (const language of languages) i18next.addResourceBundle(language, part, words[language], true, true);
}

/** The text `part:key` now, for functions that are no components: the whole page is drawn anew where the language changes. */
export function say(key: string, values: Record<string, unknown> = {}): string {
  return i18next.t(key, values);
}

export function currentLanguage(): Language {
  return asLanguage(i18next.language) ?? "en";
}

export function formatNumber(number: number): string {
  return number.toLocaleString(currentLanguage());
}

export function useLanguage(): [Language, (next: Language) => void] {
  useTranslation();
  const language = currentLanguage();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return [
    language,
    (next) => {
      remember(next);
      void i18next.changeLanguage(next);
    },
  ];
}

function firstLanguage(): Language {
  const [wanted = "en"] = typeof navigator === "undefined" ? [] : navigator.languages;
  return asLanguage(recall()) ?? asLanguage(wanted.slice(0, 2)) ?? "en";
}

function asLanguage(text: string | null | undefined): Language | null {
  return languages.find((language) => language === text) ?? null;
}

function recall(): string | null {
  try {
    return window.localStorage.getItem(place);
  } catch {
    return null;
  }
}

function remember(language: Language): void {
  try {
    window.localStorage.setItem(place, language);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
