import { expect, it } from "vitest";
import type { ServerException } from "../api/exceptions";
import { groupExceptions } from "./exceptionGroups";

function exception(id: number, changed: Partial<ServerException> = {}): ServerException {
  const plain = { job: null, cause: "other_patient", message: "another patient", remedy: "compare", study_instance_uid: `1.2.${id}`, sop_instance_uid: null };
  return { id, ...plain, state: "open", raised_at: "2025-06-01T10:00:00Z", ...changed };
}

it("what happened alike stands together, the latest first", () => {
  const groups = groupExceptions([exception(3), exception(2, { cause: "job_failed", message: "no disk" }), exception(1)]);
  expect(groups.map((group) => group.cause)).toEqual(["other_patient", "job_failed"]);
  expect(groups[0]?.exceptions.map((each) => each.id)).toEqual([3, 1]);
});

it("what to do about one job names it, and about several is said once", () => {
  const failed = (job: number) => exception(job, { job, remedy: `mend the cause, then: kinote jobs retry ${job}` });
  expect(groupExceptions([failed(7)]).map((group) => group.remedy)).toEqual(["mend the cause, then: kinote jobs retry 7"]);
  expect(groupExceptions([failed(7), failed(17)]).map((group) => group.remedy)).toEqual(["mend the cause, then: kinote jobs retry NUMBER"]);
});
