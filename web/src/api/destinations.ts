import { getJson, postJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";

export type RetryMode = Described<"Destination">["retry"];

/** Where studies are sent. */
export type DestinationDraft = Required<Omit<Described<"DestinationDraft">, "name" | "source">>;

export type Destination = Described<"Destination">;

/** What a removal gives up. */
export type Removal = Described<"Removal">;

export type Echo = Described<"Echo">;

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
