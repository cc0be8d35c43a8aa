import { addWords } from "../i18n/language";

const en = {
  skip: "Skip to the content",
  header: { pages: "Pages", notes: "Notes", quarantine: "Quarantine", selections: "Selections", administration: "Administration", light: "Light pages", dark: "Dark pages" },
  loading: "Loading {{what}}…",
  images: "the images",
  page: "the page",
  failure: { notFound: "Not found", failed: "This could not be loaded", again: "Try again" },
  boundary: { title: "This page cannot show what the server sent", again: "Load the page again" },
  unknown: { title: "There is no such page", toStudies: "To the studies with notes" },
  pager: {
    studies: { name: "Pages of studies", count: "{{first, number}}–{{last, number}} of {{total, number}} studies" },
    objects: { name: "Pages of objects", count: "{{first, number}}–{{last, number}} of {{total, number}} objects" },
    selections: { name: "Pages of selections", count: "{{first, number}}–{{last, number}} of {{total, number}} selections" },
    previous: "Previous",
    next: "Next",
    page: "Page {{page, number}} of {{pages, number}}",
  },
  findings: {
    columns: { rule: "Rule", severity: "Severity", found: "What was found", place: "Place", clause: "Clause" },
    error_one: "{{count}} error",
    error_other: "{{count}} errors",
    warning_one: "{{count}} warning",
    warning_other: "{{count}} warnings",
    information_one: "{{count}} remark",
    information_other: "{{count}} remarks",
    severities: { error: "error", warning: "warning", information: "information" },
  },
  noName: "No name",
};

const de: typeof en = {
  skip: "Zum Inhalt springen",
  header: { pages: "Seiten", notes: "Notizen", quarantine: "Quarantäne", selections: "Auswahldokumente", administration: "Verwaltung", light: "Helle Seiten", dark: "Dunkle Seiten" },
  loading: "Wird geladen: {{what}}…",
  images: "die Bilder",
  page: "die Seite",
  failure: { notFound: "Nicht gefunden", failed: "Das konnte nicht geladen werden", again: "Noch einmal versuchen" },
  boundary: { title: "Diese Seite kann nicht zeigen, was der Server gesendet hat", again: "Die Seite neu laden" },
  unknown: { title: "Diese Seite gibt es nicht", toStudies: "Zu den Studien mit Notizen" },
  pager: {
    studies: { name: "Seiten der Studien", count: "{{first, number}}–{{last, number}} von {{total, number}} Studien" },
    objects: { name: "Seiten der Objekte", count: "{{first, number}}–{{last, number}} von {{total, number}} Objekten" },
    selections: { name: "Seiten der Auswahldokumente", count: "{{first, number}}–{{last, number}} von {{total, number}} Auswahldokumenten" },
    previous: "Zurück",
    next: "Weiter",
    page: "Seite {{page, number}} von {{pages, number}}",
  },
  findings: {
    columns: { rule: "Regel", severity: "Schwere", found: "Was gefunden wurde", place: "Stelle", clause: "Abschnitt" },
    error_one: "{{count}} Fehler",
    error_other: "{{count}} Fehler",
    warning_one: "{{count}} Warnung",
    warning_other: "{{count}} Warnungen",
    information_one: "{{count}} Hinweis",
    information_other: "{{count}} Hinweise",
    severities: { error: "Fehler", warning: "Warnung", information: "Hinweis" },
  },
  noName: "Ohne Namen",
};

export const uiWords = { en, de };
addWords("ui", uiWords);

/** `halt_in_progress` as `Halt in progress`: the words of the API for reading. */
export function plainWords(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
