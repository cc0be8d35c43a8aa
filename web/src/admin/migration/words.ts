import { addWords } from "../../i18n/language";

const en = {
  lead: "Notes of the old system are brought over by runs, which may be ended and repeated at any time. The report with every row is written by kinote migrate --report.",
  none: "No run has brought anything over yet.",
  noneWords: "Name the old system under [migration] of the configuration, or run kinote migrate.",
  run: "The latest run",
  facts: { run: "Run", mapping: "Mapping", begun: "Begun", ended: "Ended", open: "still running" },
  read: "{{done}} of {{total}} notes read",
  readSome: "{{done}} notes read",
  states: { running: "Running", done: "Done", stopped: "Stopped", failed: "Failed" },
  outcomes: "What became of each row of the old tables",
  outcome: "Outcome",
  rows: "Rows",
  csv: "Save the outcomes as CSV",
  jobs: "Its jobs",
  named: {
    migrated: "Brought over",
    updated: "Changed in the old system: a new version here",
    already_there: "Brought over before, and unchanged",
    deleted_in_source: "Deleted in the old system",
    conflict: "Changed on both sides: ours stays",
    other_patient: "Another patient's study here",
    rejected: "Cannot be brought over",
  },
};

const de: typeof en = {
  lead: "Notizen des alten Systems kommen in Läufen herüber, die jederzeit enden und wiederholt werden dürfen. Den Bericht mit jeder Zeile schreibt kinote migrate --report.",
  none: "Noch hat kein Lauf etwas herübergebracht.",
  noneWords: "Nennen Sie das alte System unter [migration] der Konfiguration, oder starten Sie kinote migrate.",
  run: "Der letzte Lauf",
  facts: { run: "Lauf", mapping: "Zuordnung", begun: "Begonnen", ended: "Beendet", open: "läuft noch" },
  read: "{{done}} von {{total}} Notizen gelesen",
  readSome: "{{done}} Notizen gelesen",
  states: { running: "Läuft", done: "Fertig", stopped: "Angehalten", failed: "Fehlgeschlagen" },
  outcomes: "Was aus jeder Zeile der alten Tabellen wurde",
  outcome: "Ergebnis",
  rows: "Zeilen",
  csv: "Ergebnisse als CSV speichern",
  jobs: "Seine Aufträge",
  named: {
    migrated: "Herübergebracht",
    updated: "Im alten System geändert: hier eine neue Version",
    already_there: "Früher herübergebracht und unverändert",
    deleted_in_source: "Im alten System gelöscht",
    conflict: "Auf beiden Seiten geändert: unsere bleibt",
    other_patient: "Hier die Studie eines anderen Patienten",
    rejected: "Lässt sich nicht herüberbringen",
  },
};

export const migrationWords = { en, de };
addWords("migration", migrationWords);
