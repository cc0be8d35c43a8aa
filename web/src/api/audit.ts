import { getJson, withQuery } from "./client";

/** Who changed what. */
export interface AuditEvent {
  id: number;
  at: string;
  actor: string;
  /** The door, and where the actor stood. */
  came_from: string;
  action: string;
  subject: string;
  study_instance_uid: string | null;
  details: Record<string, unknown>;
}

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
