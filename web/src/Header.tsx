import { useTranslation } from "react-i18next";
import { opensAdministration, placesFor } from "./admin/places";
import { useSession } from "./access/session";
import { WhoIsIn } from "./access/WhoIsIn";
import { formatNumber } from "./i18n/language";
import { LanguageChoice } from "./i18n/LanguageChoice";
import { StatusPill } from "./status/StatusPill";
import { useSummary } from "./status/SummaryProvider";
import { Icon } from "./ui/Icon";
import { Logo } from "./ui/Logo";
import { lastAddressOf, Link } from "./ui/router";
import { quarantinePath, selectionsPath, studiesPath } from "./ui/routes";
import type { Route } from "./ui/routes";
import { useTheme } from "./ui/theme";
import "./ui/words";

const entries: readonly { name: string; path: string; pages: readonly Route["page"][] }[] = [
  { name: "notes", path: studiesPath, pages: ["studies", "study", "note"] },
  { name: "quarantine", path: quarantinePath, pages: ["quarantine"] },
  { name: "selections", path: selectionsPath, pages: ["selections"] },
];

const ofAdministration: readonly Route["page"][] = ["admin", "tasks", "status", "accounts"];

/** The head of every page: where one is, how the system is doing. */
export function Header({ route }: { route: Route }) {
  const { t } = useTranslation("ui");
  const { summary } = useSummary();
  const session = useSession();
  const permissions = session?.permissions ?? [];
  const [firstPlace] = opensAdministration(permissions) ? placesFor(permissions) : [];
  const quarantined = summary?.quarantined ?? 0;
  return (
    <header className="header">
      <Link to={studiesPath} className="header-logo">
        <Logo />
      </Link>
      <nav className="header-nav" aria-label={t("header.pages")}>
        {entries.map((entry) => (
          <Link
            key={entry.path}
            to={entry.path === studiesPath ? lastAddressOf(studiesPath) : entry.path}
            aria-current={entry.pages.includes(route.page) ? "page" : undefined}
          >
            {t(`header.${entry.name}`)}
            {entry.path === quarantinePath && quarantined > 0 && <span className="header-count">{formatNumber(quarantined)}</span>}
          </Link>
        ))}
        {firstPlace !== undefined && (
          <Link to={firstPlace.path} aria-current={ofAdministration.includes(route.page) ? "page" : undefined}>
            {t("header.administration")}
          </Link>
        )}
      </nav>
      <StatusPill />
      <LanguageChoice />
      <WhoIsIn />
      <ThemeButton />
    </header>
  );
}

export function ThemeButton() {
  const { t } = useTranslation("ui");
  const [theme, change] = useTheme();
  const words = t(theme === "dark" ? "header.light" : "header.dark");
  return (
    <button type="button" className="icon-button header-theme" aria-label={words} title={words} onClick={change}>
      <Icon name={theme === "dark" ? "sun" : "moon"} />
    </button>
  );
}
