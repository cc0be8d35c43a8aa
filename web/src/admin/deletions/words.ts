import { addWords } from "../../i18n/language";

const en = {
  lead: "What is marked for deletion is out of sight at once, and is purged with its files after its grace. Until then it can be taken back. A tombstone keeps a purged object from coming again unseen.",
  caption: "Marked for deletion, the latest first",
  none: "Nothing is marked for deletion.",
  columns: { what: "What", study: "Study", objects: "Objects", who: "Marked", does: "What to do" },
  levels: { note: "Note", object: "Object", series: "Series", study: "Study" },
  objects: "{{count}} hidden",
  purged: "{{count}} purged already",
  undo: "Take back",
  undoAsk: "It is shown again, with the objects that it hides. What is purged already does not come back; where it is sent again, it is taken.",
  undone: "Back are {{objects}} objects and {{notes}} notes.",
  overdue: "Overdue",
  overdueLead: "This should have been purged by now.",
  noneOverdue: "Nothing is overdue.",
  overdueColumns: { what: "Mark", study: "Study", due: "Due", why: "Why it is still here" },
  files: "Files that should be gone",
  fileColumns: { path: "File in the cache", since: "Since", why: "Why it is still here" },
};

const de: typeof en = {
  lead: "Was zur Löschung vorgemerkt ist, ist sofort nicht mehr zu sehen und wird nach seiner Frist mit seinen Dateien endgültig gelöscht. Bis dahin lässt es sich zurücknehmen. Ein Grabstein verhindert, dass Gelöschtes unbemerkt wiederkommt.",
  caption: "Zur Löschung vorgemerkt, das Neueste zuerst",
  none: "Nichts ist zur Löschung vorgemerkt.",
  columns: { what: "Was", study: "Studie", objects: "Objekte", who: "Vorgemerkt", does: "Was zu tun ist" },
  levels: { note: "Notiz", object: "Objekt", series: "Serie", study: "Studie" },
  objects: "{{count}} verborgen",
  purged: "{{count}} schon endgültig gelöscht",
  undo: "Zurücknehmen",
  undoAsk: "Es wird wieder gezeigt, mit den Objekten, die es verbirgt. Was schon endgültig gelöscht ist, kommt nicht zurück; wird es wieder gesendet, so wird es angenommen.",
  undone: "Zurück sind {{objects}} Objekte und {{notes}} Notizen.",
  overdue: "Überfällig",
  overdueLead: "Das sollte inzwischen endgültig gelöscht sein.",
  noneOverdue: "Nichts ist überfällig.",
  overdueColumns: { what: "Vormerkung", study: "Studie", due: "Fällig", why: "Warum es noch hier ist" },
  files: "Dateien, die weg sein sollten",
  fileColumns: { path: "Datei im Zwischenspeicher", since: "Seit", why: "Warum sie noch hier ist" },
};

export const deletionWords = { en, de };
addWords("deletions", deletionWords);
