import { getJson, withQuery } from "./client";
import type { Described } from "./described";

/** Who changed what. */
export type AuditEvent = Described<"AuditEvent">;

/** Empty: any. */
export interface AuditQuery {
  subject: string;
  study: string;
  actor: string;
  action: string;
  since: string;
  until: string;
}

export async function listAudit(query: AuditQuery & { before: string; limit: number }, signal?: AbortSignal): Promise<AuditEvent[]> {
  return (await getJson<{ events: AuditEvent[] }>(withQuery("/api/audit", { ...query }), signal)).events;
}
