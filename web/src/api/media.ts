import { getJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";

export type MediaExport = Described<"MediaExport">;
export type MediaOrder = Described<"MediaOrder">;
export type MediaPreview = Described<"MediaPreview">;
export type StoredSheet = Described<"StoredSheet">;

export async function listMedia(query: { study?: string; before?: string; limit: number }, signal?: AbortSignal): Promise<MediaExport[]> {
  return (await getJson<{ media: MediaExport[] }>(withQuery("/api/media", query), signal)).media;
}

/** Says what would go, and asks for nothing. @throws ApiError */
export function previewMedia(order: MediaOrder): Promise<MediaPreview> {
  return sendJson("POST", "/api/media?dryRun=true", order);
}

/** Goes on in the background; the list tells how far it is. @throws ApiError */
export function orderMedia(order: MediaOrder): Promise<MediaExport> {
  return sendJson("POST", "/api/media", order);
}

/** Gives up one that is not done, or removes the discs of one that is. @throws ApiError */
export function removeMedia(id: number): Promise<MediaExport> {
  return sendJson("DELETE", `/api/media/${id}`);
}

/** Where the browser fetches a disc. */
export function discAddress(id: number, disc: number): string {
  return `/api/media/${id}/discs/${disc}`;
}

/** Where the key image sheet of a note is. */
export function sheetAddress(note: string, format: "pdf" | "html", language: string): string {
  return withQuery(`/api/notes/${encodeURIComponent(note)}/sheet`, { format, language });
}

/** Keeps the sheet as an object of the study. @throws ApiError */
export function storeSheet(note: string, language: string): Promise<StoredSheet> {
  return sendJson("POST", withQuery(`/api/notes/${encodeURIComponent(note)}/sheet`, { language }), {});
}
