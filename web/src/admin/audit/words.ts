import { addWords } from "../../i18n/language";

const en = {
  lead: "Who changed what, when, and from where. No event holds a name or an ID of a patient, and none is ever changed or removed.",
  caption: "Events, the latest first",
  none: "No event matches.",
  filter: { actor: "Who", actorHint: "An account, a user of the command line, an AE title.", action: "What", actionHint: "As note_created.", study: "Study Instance UID", subject: "About", subjectHint: "A note, a UID, a queue, as it stands in the event.", since: "Since", until: "Before", dayHint: "A day in UTC." },
  columns: { at: "When", who: "Who", what: "What", about: "About", details: "Details" },
  csv: "Save this page as CSV",
};

const de: typeof en = {
  lead: "Wer was geändert hat, wann und von wo. Kein Ereignis enthält Namen oder Nummer eines Patienten, und keines wird je geändert oder entfernt.",
  caption: "Ereignisse, die neuesten zuerst",
  none: "Kein Ereignis passt.",
  filter: { actor: "Wer", actorHint: "Ein Konto, ein Benutzer der Befehlszeile, ein AE-Titel.", action: "Was", actionHint: "Wie note_created.", study: "Study Instance UID", subject: "Woran", subjectHint: "Eine Notiz, eine UID, eine Warteschlange, wie es im Ereignis steht.", since: "Seit", until: "Vor", dayHint: "Ein Tag in UTC." },
  columns: { at: "Wann", who: "Wer", what: "Was", about: "Woran", details: "Einzelheiten" },
  csv: "Diese Seite als CSV speichern",
};

export const auditWords = { en, de };
addWords("audit", auditWords);
