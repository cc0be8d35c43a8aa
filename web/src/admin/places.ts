/** The pages of administrators: where each is, and which permission opens it. */
import type { Permission } from "../api/session";
import { accountsPath, adminPath, statusPath, tasksPath } from "../ui/routes";

export interface AdminPlace {
  name: string;
  path: string;
  needs: Permission;
}

export const adminPlaces: readonly AdminPlace[] = [
  { name: "dashboard", path: statusPath, needs: "run queues" },
  { name: "jobs", path: adminPath("jobs"), needs: "run queues" },
  { name: "tasks", path: tasksPath, needs: "run queues" },
  { name: "autopilot", path: adminPath("autopilot"), needs: "administer" },
  { name: "destinations", path: adminPath("destinations"), needs: "export" },
  { name: "exports", path: adminPath("exports"), needs: "export" },
  { name: "discs", path: adminPath("discs"), needs: "export" },
  { name: "reconciliations", path: adminPath("reconciliations"), needs: "export" },
  { name: "deletions", path: adminPath("deletions"), needs: "purge" },
  { name: "rejections", path: adminPath("rejections"), needs: "purge" },
  { name: "repairs", path: adminPath("repairs"), needs: "author" },
  { name: "migration", path: adminPath("migration"), needs: "run queues" },
  { name: "audit", path: adminPath("audit"), needs: "administer" },
  { name: "accounts", path: accountsPath, needs: "administer" },
  { name: "settings", path: adminPath("settings"), needs: "run queues" },
];

/** In their order; an account whose permissions are not known yet has none. */
export function placesFor(permissions: readonly Permission[]): AdminPlace[] {
  return adminPlaces.filter(({ needs }) => permissions.includes(needs));
}

/** Authors alone do not need a place of administration for what they reach from their studies. */
export function opensAdministration(permissions: readonly Permission[]): boolean {
  return (["run queues", "purge", "export", "administer"] as const).some((one) => permissions.includes(one));
}
