import { useTranslation } from "react-i18next";
import { useSession } from "../../access/session";
import { Act } from "../../admin/parts/Act";
import { sheetAddress, storeSheet } from "../../api/media";
import type { Note } from "../../api/notes";
import { currentLanguage } from "../../i18n/language";
import { Link } from "../../ui/router";
import { discsPath } from "../../ui/routes";
import { titleOf } from "../noteWords";
import "../../admin/parts/words";
import "./words";

/** The key image sheet of a note, to hand out or to keep in the study, and its way to a disc. */
export function NoteSheet({ note }: { note: Note }) {
  const { t } = useTranslation("ways");
  const session = useSession();
  const permissions = session?.permissions ?? [];
  if (note.state !== "current") return null;
  const language = currentLanguage();
  return (
    <>
      <a className="button" href={sheetAddress(note.id, "pdf", language)} target="_blank" rel="noreferrer" aria-label={t("sheetOf", { title: titleOf(note) })}>
        {t("sheet")}
      </a>
      {permissions.includes("author") && (
        <Act
          what={t("storeSheet")}
          to={titleOf(note)}
          ask={t("storeSheetAsk")}
          act={async () => {
            const sheet = await storeSheet(note.id, language);
            const kept = t("sheetStored", { uid: sheet.sop_instance_uid });
            return sheet.letters_without_font === 0 ? kept : `${kept} ${t("lettersMissing", { count: sheet.letters_without_font })}`;
          }}
        />
      )}
      {permissions.includes("export") && (
        <Link className="button" to={discsPath({ note: note.id })}>
          {t("disc")}
        </Link>
      )}
    </>
  );
}
