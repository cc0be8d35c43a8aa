// Finds the study that shows the most kinds of things.

/** @typedef {{study: object, notes: object[], tiles: {picture: number, notHere: number, withoutPicture: number, withState: number}}} Chosen */

/** So many studies are looked through. */
const atMost = 100;

/**
 * @param {(path: string) => Promise<any>} ask
 * @param {string | undefined} uid  a study named by whoever runs this
 * @returns {Promise<Chosen>}
 */
export async function chooseStudy(ask, uid) {
  if (uid) return readChosen(ask, await ask(`/api/studies/${uid}`));
  const { studies } = await ask(`/api/studies?hasNotes=true&limit=${atMost}&offset=0`);
  let best = null;
  for (const study of studies) {
    const chosen = await readChosen(ask, study);
    if (best === null || worth(chosen) > worth(best)) best = chosen;
  }
  if (best === null || best.tiles.picture === 0) throw new Error(`none of the first ${atMost} studies with notes has a key image that can be shown`);
  return best;
}

async function readChosen(ask, study) {
  const { notes } = await ask(`/api/studies/${study.study_instance_uid}/notes`);
  const references = notes.flatMap((note) => note.references);
  const pictures = references.filter((each) => each.present && each.renderable);
  return {
    study,
    notes,
    tiles: {
      picture: pictures.reduce((sum, each) => sum + Math.max(1, each.frames.length), 0),
      notHere: references.filter((each) => !each.present).length,
      withoutPicture: references.filter((each) => each.present && !each.renderable).length,
      withState: pictures.filter((each) => each.presentation_state_uid !== null).length,
    },
  };
}

/** One point for each kind, and one for a viewer that can be walked; a picture comes before everything. */
function worth({ notes, tiles }) {
  if (tiles.picture === 0) return 0;
  const kinds = [tiles.notHere, tiles.withoutPicture, tiles.withState].filter((count) => count > 0).length;
  const walk = notes.some((note) => note.references.filter((each) => each.present && each.renderable).length > 1);
  return 1 + kinds + (walk ? 1 : 0);
}
