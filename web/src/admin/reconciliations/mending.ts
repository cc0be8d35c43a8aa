import type { Difference } from "../../api/reconciliations";

/** What a comparison that mends does something about, as docs/reconcile.md says; where a destination takes rejection notes, the last three too. */
const mendable = new Set(["not_sent", "refused", "unknown_there", "older_there", "newer_version", "hidden_here", "superseded", "purged"]);

export function isMendable({ reason, export: sending }: Difference): boolean {
  return mendable.has(reason) && sending === null;
}

/** Rows where the study begins: there stands the button that mends all of it. */
export function firstMendableOfStudies(differences: readonly Difference[]): Set<Difference> {
  const seen = new Set<string>();
  return new Set(
    differences.filter((one) => {
      if (!isMendable(one) || seen.has(one.study_instance_uid)) return false;
      seen.add(one.study_instance_uid);
      return true;
    }),
  );
}

export const csvHead = ["study_instance_uid", "series_instance_uid", "sop_instance_uid", "sop_class_uid", "place", "reason", "detail", "remedy", "export", "found_at"] as const;

export function csvRows(differences: readonly Difference[]): (string | number | null)[][] {
  return [[...csvHead], ...differences.map((one) => csvHead.map((name) => one[name]))];
}
