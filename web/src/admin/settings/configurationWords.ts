import { addWords } from "../../i18n/language";

const en = {
  heading: "Configuration",
  lead: "The values in force since the server began. They are read here and changed in a file: take the # from the line of the key, give the value, and restart kinote serve.",
  ownFile: "The file of this data folder",
  files: "Read were",
  noFiles: "no file",
  order: "The environment goes before the files, and the command line before both. kinote config check says whether a file is right before the restart.",
  live: "Changed while the server runs, each on its page:",
  places: { retries: "retries", notifications: "notifications", destinations: "destinations", rules: "staging rules", tasks: "schedules of tasks", accounts: "accounts" },
  tables: "Tables of the files that no key names: titles, routes, destinations and retries.",
  find: "Find a key or a word of its description",
  onlySet: "Only those that are set",
  none: "No key matches.",
  columns: { key: "Key", value: "Value", origin: "Where it comes from", what: "What it does" },
  origins: { default: "default", file: "file", environment: "environment", command_line: "command line" },
  secret: "set, and not shown",
  nothing: "nothing",
  default: "default: {{value}}",
  count_one: "{{count}} key",
  count_other: "{{count}} keys",
};

const de: typeof en = {
  heading: "Konfiguration",
  lead: "Die Werte, die gelten, seit der Server läuft. Hier werden sie gelesen, geändert werden sie in einer Datei: das # vor der Zeile des Schlüssels wegnehmen, den Wert angeben und kinote serve neu starten.",
  ownFile: "Die Datei dieses Datenordners",
  files: "Gelesen wurden",
  noFiles: "keine Datei",
  order: "Die Umgebung geht vor den Dateien und die Befehlszeile vor beiden. kinote config check sagt vor dem Neustart, ob eine Datei richtig ist.",
  live: "Im laufenden Betrieb ändern sich, jedes auf seiner Seite:",
  places: { retries: "Wiederholungen", notifications: "Benachrichtigungen", destinations: "Ziele", rules: "Regeln des Zwischenspeichers", tasks: "Zeitpläne von Aufgaben", accounts: "Konten" },
  tables: "Tabellen der Dateien, die kein Schlüssel nennt: titles, routes, destinations und retries.",
  find: "Einen Schlüssel oder ein Wort seiner Beschreibung finden",
  onlySet: "Nur gesetzte",
  none: "Kein Schlüssel entspricht der Auswahl.",
  columns: { key: "Schlüssel", value: "Wert", origin: "Woher er kommt", what: "Was er tut" },
  origins: { default: "Vorgabe", file: "Datei", environment: "Umgebung", command_line: "Befehlszeile" },
  secret: "gesetzt und nicht gezeigt",
  nothing: "nichts",
  default: "Vorgabe: {{value}}",
  count_one: "{{count}} Schlüssel",
  count_other: "{{count}} Schlüssel",
};

addWords("configuration", { en, de });
