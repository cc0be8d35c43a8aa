import { addWords } from "../i18n/language";

const en = {
  title: "Other selections",
  lead: "Key object selections whose title says that they are no notes: rejection notes, which take objects out of use, and manifests, lists of content and display sets, which say what belongs together.",
  loading: "the selections",
  none: "There are none",
  noneWords: "No rejection note and no manifest has come yet.",
  table: "Selections that are no notes",
  columns: { kind: "Kind", title: "Title", objects: "Objects named", received: "Received", study: "Study", uid: "SOP Instance UID" },
  roles: { rejection: "Rejection note", manifest: "Manifest" },
  noTitle: "No title",
  from: "from {{who}}",
};

const de: typeof en = {
  title: "Weitere Auswahldokumente",
  lead: "Auswahldokumente (Key Object Selections), deren Titel sagt, dass sie keine Notizen sind: Zurückweisungen, die Objekte aus dem Gebrauch nehmen, und Manifeste, Inhaltslisten und Anzeigesätze, die sagen, was zusammengehört.",
  loading: "die Auswahldokumente",
  none: "Es gibt keine",
  noneWords: "Noch ist keine Zurückweisung und kein Manifest gekommen.",
  table: "Auswahldokumente, die keine Notizen sind",
  columns: { kind: "Art", title: "Titel", objects: "Genannte Objekte", received: "Empfangen", study: "Studie", uid: "SOP Instance UID" },
  roles: { rejection: "Zurückweisung", manifest: "Manifest" },
  noTitle: "Kein Titel",
  from: "von {{who}}",
};

export const selectionWords = { en, de };
addWords("selections", selectionWords);
