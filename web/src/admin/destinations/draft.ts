/** What a person types for a destination, and what is sent of it. */
import type { Destination, DestinationDraft } from "../../api/destinations";

/** Numbers and lists as they are typed. */
export interface TypedDestination extends Omit<DestinationDraft, "port" | "associations" | "retry_interval_seconds" | "most_attempts" | "returning_ae_titles"> {
  name: string;
  port: string;
  associations: string;
  retry_interval_seconds: string;
  most_attempts: string;
  returning_ae_titles: string;
}

export const emptyDestination: TypedDestination = {
  name: "",
  ae_title: "",
  host: "",
  port: "104",
  calling_ae_title: "",
  key_images_only: false,
  storage_commitment: false,
  rejection_notes: false,
  availability_notifications: false,
  associations: "1",
  retry: "automatic",
  retry_interval_seconds: "60",
  most_attempts: "10",
  allowed_hours: "",
  archive: false,
  returning_ae_titles: "",
};

export function typedOf({ source: _, ...destination }: Destination): TypedDestination {
  return {
    ...destination,
    port: String(destination.port),
    associations: String(destination.associations),
    retry_interval_seconds: String(destination.retry_interval_seconds),
    most_attempts: String(destination.most_attempts),
    returning_ae_titles: destination.returning_ae_titles.join(", "),
  };
}

export function draftOf({ name: _, ...typed }: TypedDestination): DestinationDraft {
  return {
    ...typed,
    ae_title: typed.ae_title.trim(),
    host: typed.host.trim(),
    calling_ae_title: typed.calling_ae_title.trim(),
    allowed_hours: typed.allowed_hours.trim(),
    port: Number(typed.port),
    associations: Number(typed.associations),
    retry_interval_seconds: Number(typed.retry_interval_seconds),
    most_attempts: Number(typed.most_attempts),
    returning_ae_titles: typed.returning_ae_titles
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
  };
}

/** `3 × SEND_STUDY, 1 × RECONCILE`. */
export function jobsInWords(jobs: Record<string, number>, none: string): string {
  const words = Object.entries(jobs).map(([kind, count]) => `${count} × ${kind}`);
  return words.length === 0 ? none : words.join(", ");
}
