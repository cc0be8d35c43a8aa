import { useTranslation } from "react-i18next";
import { listMedia } from "../../api/media";
import { usePlace } from "../../ui/router";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { Cursor, rowsOfPage } from "../parts/Cursor";
import { Loads } from "../parts/Loads";
import { PageHead } from "../parts/PageHead";
import { DiscForm } from "./DiscForm";
import { DiscTable } from "./DiscTable";
import "./words";
import "./discs.css";

const pulseSeconds = 3;

/** Exports to discs: asked for, watched, fetched, removed. */
export function DiscsPage() {
  const { t } = useTranslation("discs");
  const { query } = usePlace();
  const before = query.get("before") ?? "";
  const pulse = usePulse(pulseSeconds);
  const [answer, again] = useResource(`media/${before}`, (signal) => listMedia({ before, limit: rowsOfPage }, signal), { revision: String(pulse) });
  return (
    <>
      <PageHead place="discs" lead={t("lead")} />
      <DiscForm key={`${query.get("study") ?? ""}/${query.get("note") ?? ""}`} studies={query.get("study") ?? ""} note={query.get("note") ?? ""} onDone={again} />
      <section className="panel" aria-label={t("caption")}>
        <Loads answer={answer} onAgain={again}>
          {(exports) => (
            <>
              <DiscTable exports={exports} onDone={again} />
              <Cursor rows={exports.length} names={["before"]} next={() => ({ before: String(exports[exports.length - 1]?.id ?? "") })} />
            </>
          )}
        </Loads>
      </section>
    </>
  );
}
