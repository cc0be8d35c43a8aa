"""What is marked for deletion is purged after its grace, whatever became of its jobs, and stays gone."""

import pytest

import objects
from conftest import make_site
from dicom_query import QueryAssociation, identifier
from kinote_site import eventually
from reconciling import reasons, reconcile
from test_create_kosd import make_note, refer, save
from test_rejection import causes, found, store
from test_send import data_sets, ended, send, set_destination, visible  # noqa: F401  (fixtures)
from test_withdrawal import WANTED, withdrawn


def start(site, hours=0):
    return site.start(environment={"KINOTE_DELETION_PURGE_AFTER_HOURS": str(hours),
                                   "KINOTE_DELETION_PURGE_INTERVAL_SECONDS": "1"})


def restart(site, hours=0):
    site.stop()
    start(site, hours)


def mark(site, *words):
    return site.json(("deletions", "mark"), "--study", site.study.uid, *words)


def undo(site, *words):
    return site.json(("deletions", "undo"), "--study", site.study.uid, *words)


def rows(site, table):
    return site.rows.one(f"SELECT count(*) FROM {table}")


def files(site):
    return [path for path in (site.data / "cache" / "objects").rglob("*") if path.is_file()]


def purged(site, left=0):
    eventually(lambda: rows(site, "instance") == left and rows(site, "file_removal") == 0, "it is purged")


@pytest.fixture
def filled(site):
    """A site that has got a study of three images, one too large for the database, with a KOSD; not started."""
    site.study = objects.Study()
    large = objects.image(site.study)
    large.Rows = large.Columns = 400
    large.PixelData = bytes(400 * 400 * (large.BitsAllocated // 8))
    site.images = [large, objects.image(site.study), objects.image(site.study)]
    site.kosd = objects.kosd(site.study, site.images[:1])
    start(site, hours=1)
    assert store(site, *site.images, site.kosd) == [0, 0, 0, 0]
    return site


def test_a_study_goes_as_a_whole_and_what_comes_again_stays_deleted(filled):
    assert len(files(filled)) == 1
    mark(filled)
    assert rows(filled, "instance") == 4, "not before its grace is over"
    restart(filled)
    purged(filled)
    assert files(filled) == [] and rows(filled, "note") == 0
    eventually(lambda: rows(filled, "study") + rows(filled, "patient") == 0, "nothing is left of whose it was")
    (listed,) = filled.json(("deletions", "list"))
    assert (listed["objects"], listed["purged"]) == (0, 4)
    restart(filled, hours=1)
    assert store(filled, *filled.images, filled.kosd) == [0, 0, 0, 0], "it is answered with success"
    assert visible(filled) == set() and filled.api.get(f"/api/studies/{filled.study.uid}", status=404)
    with QueryAssociation(filled.dicom_port) as association:
        assert association.find(identifier("STUDY", StudyInstanceUID=filled.study.uid)) == []
    (told,) = [one for one in filled.json("exceptions") if one["cause"] == "came_back_deleted"]
    assert f"undo to keep it: kinote deletions undo --study {filled.study.uid}" in told["remedy"]
    restart(filled)
    purged(filled)
    restart(filled, hours=1)
    store(filled, filled.images[0], filled.kosd)
    kept = undo(filled)
    assert (kept["objects"], kept["purged"]) == (2, 4) and causes(filled) == []
    filled.wait_until_registered()
    store(filled, filled.images[1])
    assert len(visible(filled)) == 3 and len(filled.api.notes(filled.study.uid)) == 1
    filled.check_objects()


def test_of_a_study_a_part_goes_and_the_rest_stays(filled):
    uid = str(filled.images[0].SOPInstanceUID)
    mark(filled, "--object", uid)
    restart(filled)
    purged(filled, left=3)
    assert files(filled) == [] and len(visible(filled)) == 3
    (note,) = filled.api.notes(filled.study.uid)
    assert [one["present"] for one in note["references"]] == [False]
    assert filled.run(("deletions", "overdue")).exit_code == 0


@pytest.mark.parametrize("state", ["new", "suspended", "waiting", "error", "retry", "in_progress"])
def test_no_job_keeps_what_is_marked(site, tmp_path, state, ended):  # noqa: F811
    """The known fault of the old system: jobs that failed or are stuck kept what nobody could see, and sent it."""
    site.study = objects.Study()
    images = [objects.image(site.study) for _ in range(2)]
    marked = [objects.kosd(site.study, images[:1]) for _ in range(2)]
    start(site, hours=1)
    site.run(("queues", "halt"), "MVF_OBJECT_CREATOR")
    site.take_in(save(tmp_path / "objects", *images, *marked))
    lease = ", worker = 'gone', lease_until_ms = 9999999999999" if state == "in_progress" else ""
    site.rows.execute(f"UPDATE job SET state = '{state}'{lease} WHERE kind = 'REGISTER_KOSD'")
    for one in marked:
        mark(site, "--object", one.SOPInstanceUID)
    other, remove = make_site(tmp_path / "other", "sqlite")
    try:
        other.start()
        set_destination(site, other.dicom_port, ae_title="KINOTE")
        assert send(site)["delivered"] == 2
        assert set(data_sets(other)) == {one.SOPInstanceUID for one in images} == visible(site)
        assert len(found(site, site.study)) == 2
        restart(site)
        purged(site, left=2)
        assert reconcile(site)["found"] == []
    finally:
        other.end()
        remove()


def test_what_was_sent_is_withdrawn_also_after_it_was_purged(filled, tmp_path):
    other, remove = make_site(tmp_path / "other", "sqlite")
    try:
        other.start(environment={"KINOTE_REJECTION_MAY_REJECT": "KINOTE@127.0.0.1"})
        set_destination(filled, other.dicom_port, ae_title="KINOTE")
        assert send(filled)["delivered"] == 4
        uid = str(filled.images[1].SOPInstanceUID)
        mark(filled, "--object", uid)
        restart(filled)
        purged(filled, left=3)
        assert reasons(reconcile(filled, exit_code=1)) == {uid: "purged"}
        set_destination(filled, other.dicom_port, WANTED, ae_title="KINOTE")
        done = reconcile(filled, "--fix", exit_code=1)
        assert "--fix" in done["found"][0]["remedy"]
        withdrawn(filled)
        other.wait_until_registered()
        assert uid not in visible(other, filled.study)
        assert reconcile(filled)["found"] == []
    finally:
        other.end()
        remove()


def test_what_is_overdue_is_named(filled):
    mark(filled)
    filled.stop()
    overdue = filled.run(("deletions", "overdue"), environment={"KINOTE_DELETION_PURGE_AFTER_HOURS": "0",
                                                                "KINOTE_DELETION_PURGE_INTERVAL_SECONDS": "1"})
    eventually(lambda: filled.run(("deletions", "overdue"), environment={
        "KINOTE_DELETION_PURGE_AFTER_HOURS": "0", "KINOTE_DELETION_PURGE_INTERVAL_SECONDS": "1"}).exit_code == 1,
        "two looks are over")
    assert overdue.exit_code in (0, 1)
    filled.start()
    answer = filled.api.get("/api/deletions/overdue")
    assert answer == {"deletions": [], "files": []}


def test_a_purge_that_a_person_paused_is_said_to_be_and_an_exception_stands_until_it_is_resumed(filled):
    restart(filled)
    settings = {"KINOTE_DELETION_PURGE_AFTER_HOURS": "0", "KINOTE_DELETION_PURGE_INTERVAL_SECONDS": "1"}
    assert filled.run(("tasks", "pause"), "purge").exit_code == 0
    mark(filled)
    explained = filled.json(("autopilot", "explain"), filled.study.uid, environment=settings)["why_here"]
    assert "marked for deletion by" in explained[0] and "paused the task purge" in explained[0], explained
    raised = eventually(lambda: [one for one in filled.json("exceptions") if one["cause"] == "deletions_overdue"], "it is raised")
    assert len(raised) == 1 and "paused the task purge" in raised[0]["message"]
    assert "kinote tasks resume purge" in raised[0]["remedy"]
    overdue = filled.api.get("/api/deletions/overdue")["deletions"]
    assert all("paused the task purge" in one["why"] and "kinote tasks resume purge" in one["why"] for one in overdue)
    assert filled.run(("tasks", "resume"), "purge").exit_code == 0
    purged(filled)
    eventually(lambda: "deletions_overdue" not in causes(filled), "it closes by itself")


def test_a_note_of_ours_is_purged_with_its_kosd(filled, tmp_path):
    note = make_note(filled, tmp_path, filled.study, [refer(filled.images[0])])
    filled.run(("kosd", "create"), note)
    eventually(lambda: rows(filled, "kosd") == 2, "it has its KOSD")
    filled.run(("notes", "delete"), note)
    restart(filled)
    purged(filled, left=4)
    eventually(lambda: rows(filled, "note") == 1, "the note is gone")
    refused = filled.run(("notes", "undo"), note)
    assert refused.exit_code != 0 and "purged" in refused.errors
