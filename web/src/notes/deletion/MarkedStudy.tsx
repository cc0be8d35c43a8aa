import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { listMarksOfStudy } from "../../api/deletions";
import { useResource } from "../../ui/useResource";
import { Marks } from "./Marks";
import { marksKey } from "./marksKey";
import "./words";
import "./deletion.css";

interface Props {
  studyInstanceUid: string;
  onBack: () => void;
  /** What stands there where nothing is marked. */
  children: ReactNode;
}

/** In the place of a study that is not shown: that it is marked for deletion, by whom and until when, and the way back. */
export function MarkedStudy({ studyInstanceUid, onBack, children }: Props) {
  const { t, i18n } = useTranslation("deleting");
  const [marks, again] = useResource(marksKey(studyInstanceUid), (signal) => listMarksOfStudy(studyInstanceUid, signal), { revision: "gone" });
  if (marks.state === "loading") return null;
  if (marks.state === "failed" || marks.value.deletions.length === 0) return <>{children}</>;
  return (
    <section className="panel deleting" aria-labelledby="marked-heading" lang={i18n.resolvedLanguage}>
      <h2 id="marked-heading">{t(marks.value.deletions.some(({ level }) => level === "study") ? "markedWhole" : "marked")}</h2>
      <p className="muted">{t("lead")}</p>
      <Marks
        deletions={marks.value.deletions}
        onDone={() => {
          again();
          onBack();
        }}
      />
    </section>
  );
}
