import { addWords } from "../i18n/language";

const en = {
  title: "Quarantine",
  heading: "Quarantined key object selections",
  lead: "None of these objects can be used as a note: it breaks the standard too far, or it names another patient than its study. It is stored unchanged, it is not shown as a note, and it is never in the way of anything else. When a later version of kinote can read more, it tries again by itself.",
  loading: "the quarantined objects",
  none: "Nothing is quarantined",
  noneWords: "Every key object selection that came could be read.",
  noTitle: "No readable title",
  received: "Received",
  from: "From",
  study: "Study",
  whose: "Patient of the study",
  named: "Patient in the document",
  findings: "Findings of {{object}}",
};

const de: typeof en = {
  title: "Quarantäne",
  heading: "Auswahldokumente in Quarantäne",
  lead: "Keines dieser Objekte ist als Notiz zu gebrauchen: Es verletzt den Standard zu sehr, oder es nennt einen anderen Patienten als seine Studie. Es ist unverändert gespeichert, wird nicht als Notiz gezeigt und steht nichts anderem im Weg. Kann eine spätere Version von kinote mehr lesen, versucht sie es von selbst noch einmal.",
  loading: "Objekte in Quarantäne",
  none: "Nichts ist in Quarantäne",
  noneWords: "Jedes Auswahldokument, das kam, konnte gelesen werden.",
  noTitle: "Kein lesbarer Titel",
  received: "Empfangen",
  from: "Von",
  study: "Studie",
  whose: "Patient der Studie",
  named: "Patient im Dokument",
  findings: "Befunde der Prüfung von {{object}}",
};

export const quarantineWords = { en, de };
addWords("quarantine", quarantineWords);
