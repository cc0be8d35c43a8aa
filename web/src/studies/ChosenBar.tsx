import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FoundStudy } from "../api/studySearch";
import { Link } from "../ui/router";
import { discsPath } from "../ui/routes";
import { mostChosen, setChosen, shareOf, turnStudies, useChosen, useLeftOut } from "./chosen";
import "./words";

/** What is chosen, and what can be done with it. It stays in sight while the list is scrolled. */
export function ChosenBar({ page }: { page: readonly FoundStudy[] }) {
  const { t } = useTranslation("studies");
  const chosen = useChosen();
  const share = shareOf(chosen, page);
  const all = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (all.current !== null) all.current.indeterminate = share === "some";
  }, [share]);
  const leftOut = useLeftOut();
  const turnPage = (isChosen: boolean) => turnStudies(page.map(({ study_instance_uid: uid }) => uid), isChosen);
  return (
    <div className="chosen-bar" role="group" aria-label={t("chosen.name")}>
      {page.length > 0 && (
        <label className="chosen-all">
          <input ref={all} type="checkbox" checked={share === "all"} onChange={(event) => turnPage(event.target.checked)} /> {t("chosen.all")}
        </label>
      )}
      <span className="chosen-count" role="status">
        {chosen.size > 0 && t("chosen.count", { count: chosen.size })}
        {leftOut > 0 ? (
          <strong> {t("chosen.leftOut", { count: leftOut, most: mostChosen })}</strong>
        ) : (
          chosen.size >= mostChosen && <span className="muted"> {t("chosen.most", { most: mostChosen })}</span>
        )}
      </span>
      {chosen.size > 0 && (
        <>
          <Link to={discsPath({ studies: [...chosen] })} className="button button-main">
            {t("chosen.disc")}
          </Link>
          <button type="button" className="button" onClick={() => setChosen(new Set())}>
            {t("chosen.clear")}
          </button>
        </>
      )}
    </div>
  );
}
