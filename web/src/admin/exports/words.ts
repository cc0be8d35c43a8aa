import { addWords } from "../../i18n/language";

const en = {
  lead: "What was asked to go out, and what became of it. Only what a destination lacks is sent, unless it is to be sent again.",
  caption: "Exports, the latest first",
  none: "Nothing was sent yet.",
  noneOfStudy: "Nothing of this study was sent.",
  study: "Study Instance UID",
  send: "Send a study",
  sendIt: "Send",
  destination: "Destination",
  scope: "What",
  scopes: { "": "as the destination is set", study: "the whole study", key_images: "key images and notes" },
  again: "Again what it has already",
  sent: "Export {{id}} is under way.",
  columns: { id: "Number", destination: "Destination", study: "Study", state: "State", counts: "Objects", asked: "Asked for", does: "What to do" },
  states: { open: "Under way", done: "Done", done_in_part: "Done in part", failed: "Failed" },
  delivered: "{{count}} sent",
  committed: "{{count}} committed",
  warned: "{{count}} with warnings",
  refused: "{{count}} refused",
  job: "Job {{job}}",
  repeat: "Send again",
  repeatAsk: "Opens a further export of this study to {{destination}} for what it lacks.",
};

const de: typeof en = {
  lead: "Was hinausgehen sollte und was daraus wurde. Gesendet wird nur, was einem Ziel fehlt, außer wenn alles noch einmal gehen soll.",
  caption: "Exporte, die neuesten zuerst",
  none: "Noch wurde nichts gesendet.",
  noneOfStudy: "Von dieser Studie wurde nichts gesendet.",
  study: "Study Instance UID",
  send: "Studie senden",
  sendIt: "Senden",
  destination: "Ziel",
  scope: "Was",
  scopes: { "": "wie das Ziel eingestellt ist", study: "die ganze Studie", key_images: "Schlüsselbilder und Notizen" },
  again: "Noch einmal, was es schon hat",
  sent: "Export {{id}} ist unterwegs.",
  columns: { id: "Nummer", destination: "Ziel", study: "Studie", state: "Zustand", counts: "Objekte", asked: "Verlangt", does: "Was zu tun ist" },
  states: { open: "Unterwegs", done: "Fertig", done_in_part: "Teilweise fertig", failed: "Fehlgeschlagen" },
  delivered: "{{count}} gesendet",
  committed: "{{count}} bestätigt",
  warned: "{{count}} mit Warnungen",
  refused: "{{count}} abgelehnt",
  job: "Auftrag {{job}}",
  repeat: "Noch einmal senden",
  repeatAsk: "Eröffnet einen weiteren Export dieser Studie nach {{destination}} für das, was ihm fehlt.",
};

export const exportWords = { en, de };
addWords("exports", exportWords);
