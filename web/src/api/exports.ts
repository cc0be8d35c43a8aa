import { getJson, sendJson, withQuery } from "./client";

export type ExportScope = "study" | "key_images";

export interface Export {
  id: number;
  destination: string;
  study_instance_uid: string;
  scope: ExportScope;
  again: boolean;
  state: "open" | "done" | "done_in_part" | "failed";
  requested_by: string;
  requested_at: string;
  ended_at: string | null;
  job: number | null;
  job_state: string | null;
  job_error: string | null;
  delivered: number;
  warned: number;
  refused: number;
  committed: number;
  notes_without_kosd: string[];
  remarks: string[];
}

export interface ExportOrder {
  destination: string;
  study_instance_uid: string;
  scope?: ExportScope;
  again?: boolean;
}

export async function listExports(query: { study?: string; before?: string; limit: number }, signal?: AbortSignal): Promise<Export[]> {
  return (await getJson<{ exports: Export[] }>(withQuery("/api/exports", query), signal)).exports;
}

/** Goes on in the background; `readExport` tells how far it is. @throws ApiError */
export function openExport(order: ExportOrder): Promise<Export> {
  return sendJson("POST", "/api/exports", order);
}

export function readExport(id: number, signal?: AbortSignal): Promise<Export> {
  return getJson(`/api/exports/${id}`, signal);
}
