import { getJson, postJson, sendJson, withQuery } from "./client";

export type RetryMode = "none" | "manual" | "automatic";

/** Where studies are sent. */
export interface DestinationDraft {
  ae_title: string;
  host: string;
  port: number;
  calling_ae_title: string;
  key_images_only: boolean;
  storage_commitment: boolean;
  rejection_notes: boolean;
  availability_notifications: boolean;
  associations: number;
  retry: RetryMode;
  retry_interval_seconds: number;
  most_attempts: number;
  /** As 20:00-06:00; empty: all. */
  allowed_hours: string;
  archive: boolean;
  returning_ae_titles: string[];
}

export interface Destination extends DestinationDraft {
  name: string;
  /** file: a configuration file says so, and no person changes it. */
  source: "file" | "person";
}

/** What a removal gives up. */
export interface Removal {
  jobs: Record<string, number>;
  withdrawals: number;
}

export interface Echo {
  answers: boolean;
  milliseconds: number | null;
  message: string | null;
}

const pathOf = (name: string) => `/api/destinations/${encodeURIComponent(name)}`;

export async function listDestinations(signal?: AbortSignal): Promise<Destination[]> {
  return (await getJson<{ destinations: Destination[] }>("/api/destinations", signal)).destinations;
}

/** Adds it, or changes it as a whole. @throws ApiError */
export function putDestination(name: string, draft: DestinationDraft): Promise<Destination> {
  return sendJson("PUT", pathOf(name), draft);
}

/** @throws ApiError */
export function removeDestination(name: string, dryRun: boolean): Promise<Removal> {
  return sendJson("DELETE", withQuery(pathOf(name), { dryRun: dryRun ? "true" : undefined }));
}

/** @throws ApiError */
export function echo(name: string): Promise<Echo> {
  return postJson(`${pathOf(name)}/echo`);
}
