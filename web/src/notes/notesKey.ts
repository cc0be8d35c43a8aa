/** Names the notes of a study among what is remembered, so that the list and the page of the study share them. */
export function notesKey(studyInstanceUid: string): string {
  return `notes/${studyInstanceUid}`;
}
