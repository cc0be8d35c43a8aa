"""Every door that the program has: what is deleted is seen through none of them, and what is there through all.

`kinote doors` lists them from the one table in the code. A door without a probe here fails."""

import contextlib

import pytest

import dicomweb
import objects
from archive_site import set_vault
from availability_peer import AvailabilityPeer
from commitment_peer import ask, request_of
from conftest import make_site
from discs import disc_paths, export, objects_on
from dicom_query import RELATIONAL, QueryAssociation, identifier
from kinote_site import eventually, run_program
from receivers import StoreScp
from reconciling import reasons, reconcile
from test_create_kosd import make_note, refer, save
from test_retrieve import get_study, move_study
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)

MANIFEST = ("113030", "DCM", "Manifest")


class House:
    """A site with a study of three images, of which the last is hidden, a KOSD for each, a manifest and a note for each of
    the two; and the same in a study that is hidden as a whole."""

    def __init__(self, site, folder, ended):  # noqa: F811
        self.site, self.folder, self.ended = site, folder, ended
        self.study, self.hidden_study = objects.Study(), objects.Study(patient_id="P-2")
        self.images = [objects.image(self.study) for _ in range(3)]
        self.kosds = [objects.kosd(self.study, [image], f"over {number}") for number, image in enumerate(self.images[1:])]
        self.manifests = [objects.kosd(self.study, self.images[:1], title=MANIFEST) for _ in range(2)]
        elsewhere = [objects.image(self.hidden_study), objects.image(self.hidden_study)]
        site.take_in(save(folder / "in", *self.images, *self.kosds, *self.manifests, *elsewhere))
        site.wait_until_registered()
        self.pictured = {str(one.SOPInstanceUID) for one in (*self.images, *elsewhere)}
        self.shown = {str(one.SOPInstanceUID) for one in (*self.images[:2], self.kosds[0], self.manifests[0])}
        self.hidden = {str(one.SOPInstanceUID) for one in (self.images[2], self.kosds[1], self.manifests[1], *elsewhere)}

    def hide(self):
        for one in (self.images[2], self.kosds[1], self.manifests[1]):
            self.site.json(("deletions", "mark"), "--study", self.study.uid, "--object", one.SOPInstanceUID)
        self.site.json(("deletions", "mark"), "--study", self.hidden_study.uid)


@contextlib.contextmanager
def destination(house, name, port, *words, ae_title="KINOTE"):
    """There while it lasts."""
    set_destination(house.site, port, *words, name=name, ae_title=ae_title)
    yield
    house.site.json(("destinations", "remove"), name)


def studies(house):
    listed = {one["study_instance_uid"]: one for one in house.site.api.studies()}
    assert set(listed) == {house.study.uid} and listed[house.study.uid]["objects"] == len(house.shown)
    assert house.hidden_study.uid not in house.site.run("studies").output
    house.site.api.get(f"/api/studies/{house.hidden_study.uid}", status=404)


def notes(house):
    assert [one["description"] for one in house.site.api.all_notes()] == ["over 0"]
    assert [one["description"] for one in house.site.api.notes(house.study.uid)] == ["over 0"]


def selections(house):
    assert {one["sop_instance_uid"] for one in house.site.api.selections()} == {str(house.manifests[0].SOPInstanceUID)}


def pictures(house):
    assert [house.site.api.rendered(image.SOPInstanceUID).status for image in house.images] == [200, 200, 404]


def authoring(house):
    made = make_note(house.site, house.folder, house.study, [refer(house.images[2])])
    (reference,) = house.site.api.note(made)["references"]
    assert not reference["present"] and reference["sop_class_uid"] is None, "it knows nothing of what is hidden"
    assert house.site.run(("notes", "delete"), made).exit_code == 0


def find(house):
    with QueryAssociation(house.site.dicom_port, options=RELATIONAL) as association:
        assert {one.StudyInstanceUID for one in association.find(identifier("STUDY", StudyInstanceUID=""))} == {house.study.uid}
        found = association.find(identifier("IMAGE", StudyInstanceUID=house.study.uid))
        assert {str(one.SOPInstanceUID) for one in found} == house.shown
        assert association.find(identifier("IMAGE", StudyInstanceUID=house.hidden_study.uid)) == []


def qido(house):
    assert dicomweb.values(dicomweb.search(house.site, "/studies"), "0020000D") == [house.study.uid]
    found = dicomweb.values(dicomweb.search(house.site, f"/studies/{house.study.uid}/instances"), "00080018")
    assert set(found) == house.shown
    (match,) = dicomweb.search(house.site, "/studies", includefield="all")
    assert dicomweb.value(match, "00201208") == len(house.shown)
    dicomweb.search(house.site, f"/studies/{house.hidden_study.uid}/series", status=204)


def wado(house):
    shown = dicomweb.get(house.site, f"/studies/{house.study.uid}/metadata").json
    assert set(dicomweb.values(shown, "00080018")) == house.shown
    assert len(dicomweb.parts(dicomweb.get(house.site, f"/studies/{house.study.uid}"))) == len(house.shown)
    dicomweb.get(house.site, f"/studies/{house.hidden_study.uid}", status=404)
    image = house.images[2]
    place = f"/studies/{house.study.uid}/series/{image.SeriesInstanceUID}/instances/{image.SOPInstanceUID}"
    for behind in ("", "/metadata", "/frames/1", "/bulkdata/7FE00010", "/rendered", "/thumbnail"):
        dicomweb.get(house.site, place + behind, status=404)


def get(house):
    got = {**get_study(house.site, house.folder / "got", study=house.study, exit_code=None),
           **get_study(house.site, house.folder / "got nothing", study=house.hidden_study, exit_code=None)}
    assert set(got) == house.shown


def move(house):
    peer = house.ended(StoreScp(house.folder / "moved"))
    with destination(house, "MOVED", peer.port, ae_title="STORESCP"):
        for study in (house.study, house.hidden_study):
            move_study(house.site, "STORESCP", study)
    assert set(peer.received()) == house.shown


def transmit(house):
    peer = house.ended(StoreScp(house.folder / "sent"))
    with destination(house, "SENT", peer.port, ae_title="STORESCP"):
        send(house.site, "--again", name="SENT", study=house.study)
        assert house.site.run("send", "SENT", house.hidden_study.uid).exit_code != 0
    assert set(peer.received()) == house.shown


def archive(house):
    other, remove = make_site(house.folder / "vault", "sqlite")
    try:
        other.start()
        set_vault(house.site, other.dicom_port)
        done = house.site.json("archive", house.study.uid, "--wait", 60)["exports"][0]
        assert done["delivered"] == len(house.shown)
        assert house.site.run("archive", house.hidden_study.uid).exit_code != 0
        house.site.json(("destinations", "remove"), "VAULT")
        other.wait_until_registered()
        assert set(other.stored_objects()) == house.shown
    finally:
        other.end()
        remove()


def media(house):
    exported = export(house.site, house.study.uid, "--form", "folder")
    (disc,) = disc_paths(house.site, exported)
    assert set(objects_on(disc)) == house.shown
    pages = "".join(path.read_text() for path in disc.rglob("*.HTM"))
    assert "over 0" in pages and "over 1" not in pages
    assert house.site.run(("media", "export"), house.hidden_study.uid).exit_code != 0


def creation(house):
    made = make_note(house.site, house.folder, house.study, [refer(house.images[0]), refer(house.images[2])])
    assert house.site.run(("kosd", "create"), made).exit_code == 0
    known = house.shown | house.hidden
    documents = eventually(lambda: house.site.stored_objects(
        f"i.sop_class_uid = '{objects.KOSD}' AND i.sop_instance_uid NOT IN ('" + "', '".join(known) + "')"), "it is made")
    (content,) = documents.values()
    assert house.images[0].SOPInstanceUID.encode() in content and house.images[2].SOPInstanceUID.encode() not in content
    assert house.site.run(("notes", "delete"), made).exit_code == 0


def repair(house):
    statuses = [house.site.api.request(f"/api/repairs/{kosd.SOPInstanceUID}/preview").status for kosd in house.kosds]
    assert statuses[0] == 200 and statuses[1] in (404, 409)


def commitment(house):
    everything = [(objects.CT_IMAGE if uid in house.pictured else objects.KOSD, uid) for uid in house.shown | house.hidden]
    looked_at = "SELECT sop_instance_uid, failure FROM peer_commitment_item"
    with destination(house, "ASKER", 1, ae_title="SCENARIO"):
        assert ask(house.site.dicom_port, request_of("1.2.3.99", everything)) == 0
        eventually(lambda: all(failure is not None for _, failure in house.site.rows.all(looked_at)), "they were looked at")
    assert {uid for uid, failure in house.site.rows.all(looked_at) if failure == 0} == house.shown


def availability(house):
    peer = house.ended(AvailabilityPeer())
    uid = str(house.images[1].SOPInstanceUID)
    with destination(house, "TOLD", peer.port, "--availability-notifications", ae_title="TOLD"):
        for act, said in (("mark", "UNAVAILABLE"), ("undo", "ONLINE")):
            house.site.json(("deletions", act), "--study", house.study.uid, "--object", uid)
            eventually(lambda: peer.told and peer.standing().get(uid) == said, f"told that it is {said}")
        standing = peer.standing()
    assert {uid for uid, said in standing.items() if said == "ONLINE"} == house.shown


def comparison(house):
    other, remove = make_site(house.folder / "compared", "sqlite")
    try:
        other.start()
        with destination(house, "COMPARED", other.dicom_port):
            house.site.run("send", "COMPARED", house.study.uid, "--again", "--wait", 60)
            for uid in other.stored_objects():
                other.json(("deletions", "mark"), "--study", house.study.uid, "--object", uid)
            assert set(reasons(reconcile(house.site, name="COMPARED", exit_code=1))) == house.shown
    finally:
        other.end()
        remove()


def withdrawal(house):
    other, remove = make_site(house.folder / "withdrawn", "sqlite")
    uid = str(house.images[1].SOPInstanceUID)
    try:
        other.start(environment={"KINOTE_REJECTION_MAY_REJECT": "KINOTE@127.0.0.1"})
        with destination(house, "TAKES", other.dicom_port, "--rejection-notes"):
            house.site.run("send", "TAKES", house.study.uid, "--again", "--wait", 60)
            house.site.json(("deletions", "mark"), "--study", house.study.uid, "--object", uid)
            eventually(lambda: uid not in visible(other, house.study), "it is withdrawn")
            assert visible(other, house.study) >= house.shown - {uid}
            house.site.json(("deletions", "undo"), "--study", house.study.uid, "--object", uid)
    finally:
        other.end()
        remove()


PROBES = (studies, notes, selections, pictures, authoring, find, qido, wado, get, move, transmit, archive, media, creation, repair, commitment,
          comparison, availability, withdrawal)


def test_every_door_has_a_probe():
    listed = run_program("doors", "--json").json
    assert {one["name"] for one in listed} == {probe.__name__ for probe in PROBES}
    assert all(one["through"] and one["shows"] for one in listed)


def test_what_is_hidden_is_seen_through_no_door(server, tmp_path, ended):  # noqa: F811
    house = House(server, tmp_path, ended)
    house.hide()
    for probe in PROBES:
        try:
            probe(house)
        except AssertionError as error:
            raise AssertionError(f"the door {probe.__name__}: {error}") from error


@pytest.mark.parametrize("probe", [studies, notes, selections, pictures, find, qido, wado, get, move, transmit, archive, media,
                                   commitment,                                   comparison], ids=lambda probe: probe.__name__)
def test_a_probe_sees_what_is_not_hidden(sqlite_server, tmp_path, ended, probe):  # noqa: F811
    """A probe that passes whatever is there would prove nothing."""
    house = House(sqlite_server, tmp_path, ended)
    with pytest.raises(AssertionError):
        probe(house)
