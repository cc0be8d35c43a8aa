import { addWords } from "../../i18n/language";

const en = {
  heading: "What went where",
  open: "Show the ledger",
  close: "Close the ledger",
  lead: "Each object at each destination, with the last that became of it.",
  caption: "Objects at destinations",
  none: "Nothing of the study has gone anywhere.",
  loading: "The ledger is read…",
  failed: "Not known: {{reason}}",
  again: "Try again",
  more: "More rows",
  columns: { destination: "Destination", what: "Object", state: "What became of it", when: "When" },
  version: "Note, version {{version}}",
  states: {
    begun: "on its way, or cut off",
    delivered: "there",
    committed: "there, and kept by its word",
    refused: "refused",
    superseded: "replaced by a later version",
    rejected: "withdrawn",
  },
  committedAt: "committed {{when}}",
};

const de: typeof en = {
  heading: "Was wohin ging",
  open: "Das Versandbuch zeigen",
  close: "Das Versandbuch schließen",
  lead: "Jedes Objekt an jedem Ziel, mit dem, was zuletzt daraus wurde.",
  caption: "Objekte an Zielen",
  none: "Nichts von der Studie ist irgendwohin gegangen.",
  loading: "Das Versandbuch wird gelesen…",
  failed: "Nicht bekannt: {{reason}}",
  again: "Noch einmal versuchen",
  more: "Mehr Zeilen",
  columns: { destination: "Ziel", what: "Objekt", state: "Was daraus wurde", when: "Wann" },
  version: "Notiz, Version {{version}}",
  states: {
    begun: "unterwegs oder abgebrochen",
    delivered: "dort",
    committed: "dort, die Aufbewahrung ist zugesagt",
    refused: "abgelehnt",
    superseded: "durch eine spätere Version ersetzt",
    rejected: "zurückgezogen",
  },
  committedAt: "zugesagt {{when}}",
};

addWords("ledger", { en, de });
