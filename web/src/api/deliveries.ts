import { getJson, withQuery } from "./client";

/** An object at a destination, as the ledger has it. */
export interface Delivery {
  destination: string;
  sop_instance_uid: string;
  sop_class_uid: string;
  /** Of a document of a note: the note; null where that is not visible. */
  note: string | null;
  note_version: number | null;
  state: "begun" | "delivered" | "refused" | "committed" | "superseded" | "rejected";
  /** Of DICOM, where the destination has answered. */
  status: string | null;
  comment: string;
  sent_at: string;
  committed_at: string | null;
}

/** A page of the ledger of a study, in the order of destinations and objects. @param after the last row of the page before */
export async function listDeliveries(studyInstanceUid: string, after: Delivery | null, limit: number, signal?: AbortSignal): Promise<Delivery[]> {
  const place = after === null ? {} : { afterDestination: after.destination, afterObject: after.sop_instance_uid };
  return (await getJson<{ deliveries: Delivery[] }>(withQuery(`/api/studies/${encodeURIComponent(studyInstanceUid)}/deliveries`, { ...place, limit }), signal)).deliveries;
}
