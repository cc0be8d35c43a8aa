import type { ReactNode } from "react";
import type { Permission } from "../api/session";
import { Icon } from "../ui/Icon";
import { Loading } from "../ui/notices";
import { useSession } from "./session";

/** Shows a page to those who may see it, and says to others what they lack. */
export function NeedsPermission({ permission, children }: { permission: Permission; children: ReactNode }) {
  const session = useSession();
  if (session === null) return <Loading what="your permissions" />;
  if (session.permissions.includes(permission)) return <>{children}</>;
  return (
    <div className="notice">
      <Icon name="key" size={32} />
      <h1 className="notice-title">Your account does not open this page</h1>
      <p>
        It needs the permission “{permission}”, which the role {session.role ?? "of this account"} does not give. An administrator can give you another role.
      </p>
    </div>
  );
}
