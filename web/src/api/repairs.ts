import { getJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";
import type { PageRequest } from "./pages";

export type RepairedFinding = Described<"RepairedFinding">;

export type RepairPreview = Described<"RepairPreview">;

export type Repair = Described<"Repair">;

const pathOf = (kosd: string) => `/api/repairs/${encodeURIComponent(kosd)}`;

/** Changes nothing. @throws ApiError */
export function previewRepair(kosd: string, signal?: AbortSignal): Promise<RepairPreview> {
  return getJson(`${pathOf(kosd)}/preview`, signal);
}

/** Registers the repaired reading; the original stays as it came. @throws ApiError */
export function applyRepair(kosd: string): Promise<Repair> {
  return sendJson("POST", pathOf(kosd), {});
}

/** @throws ApiError */
export function undoRepair(kosd: string, reason: string): Promise<Repair> {
  return sendJson("POST", `${pathOf(kosd)}/undo`, reason === "" ? {} : { reason });
}

export async function listRepairs(page: PageRequest, signal?: AbortSignal): Promise<Repair[]> {
  return (await getJson<{ repairs: Repair[] }>(withQuery("/api/repairs", { ...page }), signal)).repairs;
}
