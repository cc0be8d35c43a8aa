import { useEffect, useRef } from "react";
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
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the places stand in a row that is scrolled.
    const current = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (current && nav.current) nav.current.scrollLeft = current.offsetLeft - nav.current.offsetLeft - 40;
  }, [path, places.length]);
  if (places.length === 0) return null;
  return (
    <nav ref={nav} className="admin-nav" aria-label={t("title")}>
      {places.map((place) => (
        <Link key={place.name} to={place.path} aria-current={place.path === path ? "page" : undefined}>
          {t(`places.${place.name}`)}
        </Link>
      ))}
    </nav>
  );
}
