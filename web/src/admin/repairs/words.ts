import { addWords } from "../../i18n/language";

const en = {
  lead: "A repair registers the mended reading of a note that came wrong. The original stays as it came, and the repair can be taken back.",
  caption: "Repairs, the latest first",
  none: "Nothing was repaired. What can be stands in the quarantine.",
  columns: { kosd: "What came", study: "Study", changes: "What was mended", state: "State", does: "What to do" },
  states: { in_force: "In force", taken_back: "Taken back" },
  was: "was quarantined",
  by: "{{at}} by {{who}}",
  standing: "by a standing rule",
  undo: "Take back",
  undoWords: "The note is again as it came, or quarantined.",
  preview: "Preview a repair",
  close: "Close the preview",
  obstacle: "It is not to be repaired: {{why}}",
  verdict: "Once repaired:",
  verdicts: { compliant: "follows the standard", tolerable: "usable, with remarks", "non-compliant": "still breaks the standard" },
  change: { rule: "Rule", found: "What was found", before: "Before", after: "After", why: "Why it is left" },
  mended: "What the repair changes",
  nothing: "It changes nothing.",
  left: "What it leaves as it is",
  apply: "Repair and register",
  applyAsk: "The mended reading becomes a note that is shown and sent. The object that came is kept as it is.",
  applied: "Repaired. It is a note of its study now.",
};

const de: typeof en = {
  lead: "Eine Reparatur registriert die berichtigte Lesart einer Notiz, die falsch ankam. Das Original bleibt, wie es kam, und die Reparatur lässt sich zurücknehmen.",
  caption: "Reparaturen, die neuesten zuerst",
  none: "Nichts wurde repariert. Was sich reparieren lässt, steht in der Quarantäne.",
  columns: { kosd: "Was kam", study: "Studie", changes: "Was berichtigt wurde", state: "Zustand", does: "Was zu tun ist" },
  states: { in_force: "Gilt", taken_back: "Zurückgenommen" },
  was: "war in Quarantäne",
  by: "{{at}} von {{who}}",
  standing: "durch eine stehende Regel",
  undo: "Zurücknehmen",
  undoWords: "Die Notiz ist wieder, wie sie kam, oder in Quarantäne.",
  preview: "Reparatur ansehen",
  close: "Vorschau schließen",
  obstacle: "Sie ist nicht zu reparieren: {{why}}",
  verdict: "Nach der Reparatur:",
  verdicts: { compliant: "folgt dem Standard", tolerable: "brauchbar, mit Bemerkungen", "non-compliant": "verletzt den Standard noch" },
  change: { rule: "Regel", found: "Was gefunden wurde", before: "Vorher", after: "Nachher", why: "Warum es bleibt" },
  mended: "Was die Reparatur ändert",
  nothing: "Sie ändert nichts.",
  left: "Was sie lässt, wie es ist",
  apply: "Reparieren und registrieren",
  applyAsk: "Die berichtigte Lesart wird eine Notiz, die gezeigt und gesendet wird. Das Objekt, das kam, bleibt, wie es ist.",
  applied: "Repariert. Es ist jetzt eine Notiz seiner Studie.",
};

export const repairWords = { en, de };
addWords("repairs", repairWords);
