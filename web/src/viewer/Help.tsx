import { Fragment, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/Icon";
import { groups } from "./commands";

const names: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", R: "Shift R" };

/** All keys, and what the mouse does. A modal dialog. */
export function Help({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("viewer");
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="help" aria-labelledby={headingId} onClose={onClose} onKeyDown={(event) => event.key === "?" && dialog.current?.close()}>
      <header className="help-head">
        <h2 id={headingId}>{t("help.title")}</h2>
        <button type="button" className="icon-button" aria-label={t("help.close")} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {/* Scrolled by keys as well where it is higher than the window. */}
      <div className="help-groups" tabIndex={0} role="region" aria-labelledby={headingId}>
        {groups.map(({ words, rows }) => (
          <section key={words}>
            <h3>{t(`groups.${words}`)}</h3>
            <dl className="help-keys">
              {rows.map((row) => (
                <Fragment key={row.words}>
                  <dt>
                    <kbd>{names[row.keys[0] ?? ""] ?? row.keys[0]}</kbd>
                  </dt>
                  <dd>{t(`keys.${row.words}`)}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t("help.mouse")}</h3>
          {["wheel", "left", "middle", "right"].map((words) => (
            <p key={words}>{t(`help.${words}`)}</p>
          ))}
          <p className="muted">{t("help.measurements")}</p>
        </section>
      </div>
    </dialog>
  );
}
