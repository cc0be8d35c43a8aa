import { getJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";

export type ExportScope = Described<"Export">["scope"];

export type Export = Described<"Export">;

export type ExportOrder = Described<"ExportOrder">;

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
