import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Permission } from "../api/session";
import { Icon } from "../ui/Icon";
import { Loading } from "../ui/notices";
import { useSession } from "./session";
import "./words";

/** Shows a page to those who may see it, and says to others what they lack. */
export function NeedsPermission({ permission, children }: { permission: Permission; children: ReactNode }) {
  const { t } = useTranslation("access");
  const session = useSession();
  if (session === null) return <Loading what={t("needs.loading")} />;
  if (session.permissions.includes(permission)) return <>{children}</>;
  return (
    <div className="notice">
      <Icon name="key" size={32} />
      <h1 className="notice-title">{t("needs.title")}</h1>
      <p>
        {t("needs.words", {
          permission: t(`permissions.${permission}`),
          role: session.role === null ? t("needs.unknownRole") : t(`roles.${session.role}`, { defaultValue: session.role }),
        })}
      </p>
    </div>
  );
}
