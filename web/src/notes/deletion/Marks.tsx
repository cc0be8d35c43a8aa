import { useTranslation } from "react-i18next";
import { useMay } from "../../access/session";
import { Act } from "../../admin/parts/Act";
import { undoDeletion } from "../../api/deletions";
import type { Deletion } from "../../api/deletions";
import { formatMoment } from "../../dicom/dates";
import { Uid } from "../../ui/Uid";

/** What is marked in a study, each with the way back for those who may. */
export function Marks({ deletions, onDone }: { deletions: readonly Deletion[]; onDone: () => void }) {
  return (
    <ul className="marks">
      {deletions.map((deletion) => (
        <Mark key={deletion.id} deletion={deletion} onDone={onDone} />
      ))}
    </ul>
  );
}

function Mark({ deletion, onDone }: { deletion: Deletion; onDone: () => void }) {
  const { t } = useTranslation("deleting");
  const permission = deletion.level === "note" ? "delete" : "purge";
  const may = useMay(permission);
  const { level, subject, objects, purged } = deletion;
  const facts = [
    t("by", { who: deletion.marked_by, when: formatMoment(deletion.marked_at) }),
    objects > 0 ? t("hides", { count: objects }) : "",
    purged > 0 ? t("gone", { count: purged }) : t("due", { when: formatMoment(deletion.due_at) }),
  ];
  return (
    <li>
      <div className="mark-words">
        <strong>{t(`levels.${level}`)}</strong> {level !== "study" && <Uid value={subject} />}
        <span className="muted">{facts.filter(Boolean).join(" · ")}</span>
      </div>
      {may ? (
        <Act
          what={t("undo")}
          to={`${t(`levels.${level}`)} ${subject}`}
          act={async () => {
            await undoDeletion(deletion);
            onDone();
          }}
        />
      ) : (
        <p className="muted">{t("mayNot", { permission })}</p>
      )}
    </li>
  );
}
