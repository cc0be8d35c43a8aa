/** Which changes on the server concern which question: by the beginning of the question's key. */
export const topics = ["summary", "jobs", "exports", "reconciliations", "notes", "quarantine", "tasks", "destinations", "deletions", "audit", "media"] as const;
export type Topic = (typeof topics)[number];

const ofQuestions: readonly (readonly [string, readonly Topic[]])[] = [
  ["summary", ["summary"]],
  ["exceptions", ["summary", "jobs"]],
  ["studies/", ["notes"]],
  ["study/", ["notes", "deletions"]],
  ["notes/", ["notes", "deletions"]],
  ["note/", ["notes", "deletions"]],
  ["versions/", ["notes"]],
  ["outside/", ["exports", "notes", "destinations"]],
  ["quarantine/", ["quarantine"]],
  ["selections/", ["notes", "quarantine"]],
  ["jobs/", ["jobs"]],
  ["queues", ["jobs"]],
  ["exports/", ["exports", "jobs"]],
  ["export/", ["exports", "jobs"]],
  ["reconciliations/", ["reconciliations"]],
  ["reconciliation/", ["reconciliations"]],
  ["destinations", ["destinations"]],
  ["deletions", ["deletions"]],
  ["rejections/", ["deletions", "quarantine"]],
  ["withdrawals", ["exports"]],
  ["repairs/", ["quarantine", "notes"]],
  ["migration", ["summary", "jobs"]],
  ["tasks", ["tasks"]],
  ["audit/", ["audit"]],
  ["media/", ["media"]],
];

/** None where no change is told of. */
export function topicsOf(key: string): readonly Topic[] {
  return ofQuestions.find(([beginning]) => key.startsWith(beginning))?.[1] ?? [];
}
