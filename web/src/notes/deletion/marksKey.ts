/** Names the question what of a study is marked for deletion. */
export function marksKey(studyInstanceUid: string): string {
  return `deletions/of/${studyInstanceUid}`;
}
