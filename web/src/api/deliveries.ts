import { getJson, withQuery } from "./client";

/** An object at a destination. */
export interface Delivery {
  destination: string;
  sop_instance_uid: string;
  sop_class_uid: string;
  state: "begun" | "delivered" | "refused" | "committed" | "superseded" | "rejected";
  sent_at: string;
}

const pageSize = 1000;
const pagesAtMost = 10;

/** What went out of a study, in the order of destinations; of a very large ledger its first ten thousand rows. */
export async function listDeliveries(studyInstanceUid: string, signal?: AbortSignal): Promise<Delivery[]> {
  const all: Delivery[] = [];
  for (let page = 0; page < pagesAtMost; page += 1) {
    const last = all[all.length - 1];
    const { deliveries } = await getJson<{ deliveries: Delivery[] }>(
      withQuery(`/api/studies/${encodeURIComponent(studyInstanceUid)}/deliveries`, {
        limit: pageSize,
        afterDestination: last?.destination,
        afterObject: last?.sop_instance_uid,
      }),
      signal,
    );
    all.push(...deliveries);
    if (deliveries.length < pageSize) break;
  }
  return all;
}
