import { useTranslation } from "react-i18next";
import { useSession } from "../access/session";
import { Link, usePlace } from "../ui/router";
import { placesFor } from "./places";
import "./admin.css";
import "./parts/words";

/** The pages of administrators beside each other, above each of them. */
export function AdminNav() {
  const { t } = useTranslation("admin");
  const { path } = usePlace();
  const session = useSession();
  const places = placesFor(session?.permissions ?? []);
  if (places.length === 0) return null;
  return (
    <nav className="admin-nav" aria-label={t("title")}>
      {places.map((place) => (
        <Link key={place.name} to={place.path} aria-current={place.path === path ? "page" : undefined}>
          {t(`places.${place.name}`)}
        </Link>
      ))}
    </nav>
  );
}
