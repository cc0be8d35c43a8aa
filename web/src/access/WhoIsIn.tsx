import { useTranslation } from "react-i18next";
import { signOut } from "../api/session";
import { readPersonName } from "../dicom/personName";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/router";
import { passwordPath, signInPath } from "../ui/routes";
import { forgetResources } from "../ui/queries";
import { useSession } from "./session";
import "./words";
import "./access.css";

/** In the head of every page: who has signed in, and the way out. */
export function WhoIsIn() {
  const { t } = useTranslation("access");
  const session = useSession();
  if (session === null) return null;
  const name = readPersonName(session.display_name).primary || session.account;
  return (
    <div className="who">
      {session.role === null ? (
        <span className="who-name" title={t("who.operator")}>
          {name}
        </span>
      ) : (
        <Link to={passwordPath} className="who-name" title={t("who.password", { account: session.account, role: t(`roles.${session.role}`, { defaultValue: session.role }) })}>
          <bdi>{name}</bdi>
        </Link>
      )}
      <button type="button" className="icon-button who-out" aria-label={t("who.out")} title={t("who.out")} onClick={() => void leave()}>
        <Icon name="out" />
      </button>
    </div>
  );
}

async function leave(): Promise<void> {
  forgetResources();
  try {
    await signOut();
  } finally {
    window.location.assign(`${signInPath}?out=1`);
  }
}
