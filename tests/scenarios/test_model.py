"""Random sequences of actions on the program, and a reference model beside it: what is visible, what was sent, what lies on
the disk, that nothing outstanding is dead, and that nothing marked is kept longer than promised.

KINOTE_PROOF=1 plays 1,500 sequences on each engine, otherwise 12, or as many as KINOTE_SEQUENCES says. KINOTE_SEED repeats a run; a sequence that fails is made
shorter by itself, and both are printed."""

import os
import random

import pytest

from model_play import SERVING, draw, play, shortened

SEQUENCES = int(os.environ.get("KINOTE_SEQUENCES", 1_500 if os.environ.get("KINOTE_PROOF") else 12))
LENGTH = 14
SEED = int(os.environ.get("KINOTE_SEED", random.SystemRandom().randrange(1 << 32)))

pytestmark = pytest.mark.slow


@pytest.fixture
def serving(site):
    site.start(environment=SERVING)
    return site


def test_the_program_does_what_the_model_says(serving):
    print(f"KINOTE_SEED={SEED}")
    chance = random.Random(SEED)
    for number in range(SEQUENCES):
        actions = draw(chance, LENGTH)
        failed = play(serving, actions)
        if failed:
            shortest = shortened(serving, actions[:failed[1]])
            told = play(serving, shortest) or failed
            pytest.fail(f"KINOTE_SEED={SEED}, sequence {number}: {told[0]}\n"
                        f"the shortest sequence that shows it: {shortest}\n{serving.log()[-2000:]}")
    serving.check_objects()
    paths = {path for path, in serving.rows.all("SELECT path FROM instance WHERE path IS NOT NULL")}
    assert {str(path.relative_to(serving.data / "cache")) for path in serving.cache_files()} == paths


def leak(played, which, _):
    """Shows a marked object again behind the program's back."""
    played.site.rows.execute("UPDATE instance SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL "
                             f"WHERE study = (SELECT id FROM study WHERE study_instance_uid = '{played.study.uid}')")


def test_a_fault_is_found_and_its_sequence_made_shorter(serving):
    actions = [("receive", 0, 0), ("receive_document", 1, 1), ("make_note", 0, 0), ("send", 0, 0), ("receive", 1, 0),
               ("mark_object", 0, 0), ("restart", 0, 0), ("leak", 0, 0), ("send", 0, 0), ("undo", 0, 0)]
    failed = play(serving, actions, {"leak": leak})
    assert failed and failed[1] == 8 and "queries show" in failed[0]
    assert [name for name, _, _ in shortened(serving, actions, {"leak": leak})] == ["receive", "mark_object", "leak"]
