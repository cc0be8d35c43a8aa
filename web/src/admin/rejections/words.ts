import { addWords } from "../../i18n/language";

const en = {
  lead: "A rejection note says that objects are not to be used: for quality, for safety, as they were listed by mistake, or as their time of keeping is over. What one that is in force names is hidden.",
  caption: "Rejection notes, the latest first",
  none: "There is no rejection note in that state.",
  state: "State",
  states: { waiting: "Waits for a decision", in_force: "In force", refused: "Refused", undone: "Taken back" },
  columns: { note: "Rejection note", study: "Study", objects: "Objects", state: "State", came: "Came", does: "What to do" },
  named: "{{count}} named",
  hidden: "{{count}} hidden",
  leftAlone: "{{count}} of other studies are left alone",
  from: "from {{who}}",
  decided: "{{at}} by {{who}}",
  decisions: { accept: "Accept", refuse: "Refuse", undo: "Take back" },
  words: {
    accept: "The objects that it names are hidden, here and from everybody who asks.",
    refuse: "It has no effect. It can be accepted later.",
    undo: "What it alone hides is shown again.",
  },
  sent: "Rejection notes that go to destinations",
  noneSent: "None went out.",
  sentColumns: { id: "Number", destination: "Destination", study: "Study", cause: "Why", state: "State", asked: "Asked for" },
  causes: { deleted: "deleted here", replaced: "a newer version is here", forwarded: "handed on" },
  sentStates: { open: "Under way", done: "Done", dropped: "Given up" },
};

const de: typeof en = {
  lead: "Eine Zurückweisung sagt, dass Objekte nicht zu verwenden sind: wegen der Qualität, wegen der Sicherheit, weil sie versehentlich gelistet wurden oder weil ihre Aufbewahrung endet. Was eine geltende nennt, ist verborgen.",
  caption: "Zurückweisungen, die neuesten zuerst",
  none: "In diesem Zustand gibt es keine Zurückweisung.",
  state: "Zustand",
  states: { waiting: "Wartet auf Entscheidung", in_force: "Gilt", refused: "Abgelehnt", undone: "Zurückgenommen" },
  columns: { note: "Zurückweisung", study: "Studie", objects: "Objekte", state: "Zustand", came: "Eingang", does: "Was zu tun ist" },
  named: "{{count}} genannt",
  hidden: "{{count}} verborgen",
  leftAlone: "{{count}} anderer Studien bleiben",
  from: "von {{who}}",
  decided: "{{at}} von {{who}}",
  decisions: { accept: "Annehmen", refuse: "Ablehnen", undo: "Zurücknehmen" },
  words: {
    accept: "Die genannten Objekte werden verborgen, hier und vor allen, die fragen.",
    refuse: "Sie bleibt ohne Wirkung. Sie lässt sich später annehmen.",
    undo: "Was nur sie verbirgt, wird wieder gezeigt.",
  },
  sent: "Zurückweisungen, die an Ziele gehen",
  noneSent: "Keine ging hinaus.",
  sentColumns: { id: "Nummer", destination: "Ziel", study: "Studie", cause: "Warum", state: "Zustand", asked: "Verlangt" },
  causes: { deleted: "hier gelöscht", replaced: "hier ist eine neuere Version", forwarded: "weitergereicht" },
  sentStates: { open: "Unterwegs", done: "Fertig", dropped: "Aufgegeben" },
};

export const rejectionWords = { en, de };
addWords("rejections", rejectionWords);
