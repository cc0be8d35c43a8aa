import { addWords } from "../i18n/language";

const en = {
  unreachable: "The server did not answer. It may be restarting, or the network is down.",
  notJson: "The server answered with something other than JSON.",
  status: "The server answered {{status}}.",
  here: "Something went wrong in this page.",
};

const de: typeof en = {
  unreachable: "Der Server hat nicht geantwortet. Vielleicht startet er gerade neu, oder das Netz ist unterbrochen.",
  notJson: "Der Server hat mit etwas anderem als JSON geantwortet.",
  status: "Der Server hat mit {{status}} geantwortet.",
  here: "Auf dieser Seite ist etwas schiefgegangen.",
};

export const apiWords = { en, de };
addWords("api", apiWords);
