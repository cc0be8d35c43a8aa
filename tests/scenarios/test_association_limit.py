"""A system gets as many associations at once as it takes, whatever they are for."""

import struct
import threading

import objects
from archive_site import LARGE, set_vault, site_with_study  # noqa: F401  (a fixture)
from dicom_network import _element
from kinote_site import eventually
from receivers import _elements, _pdu
from reconciling import Committing
from test_create_kosd import save
from test_send import ended, set_destination  # noqa: F401  (fixtures)

MOVE_DESTINATION_UNKNOWN = 0xA801


class Vault(Committing):
    """Takes objects while `go_on` is set, and knows nobody to move them to."""

    def __init__(self, **more):
        self.go_on, self.moves = threading.Event(), 0
        self.go_on.set()
        super().__init__(**more)
        self.answer = lambda number: 0 if self.go_on.wait(60) else None

    def _answer(self, connection, context, command):
        fields = dict(_elements(command))
        if struct.unpack("<H", fields[0x100])[0] != 0x0021:
            return super()._answer(connection, context, command)
        self.moves += 1
        self._data_sets.pop(threading.get_ident(), None)
        elements = (_element(0, 2, fields[2]) + _element(0, 0x100, struct.pack("<H", 0x8021)) +
                    _element(0, 0x120, fields[0x110]) + _element(0, 0x800, struct.pack("<H", 0x101)) +
                    _element(0, 0x900, struct.pack("<H", MOVE_DESTINATION_UNKNOWN)))
        answer = _element(0, 0, struct.pack("<I", len(elements))) + elements
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        return True


def freed(site):
    """The ledger is told by hand that the archive has committed all."""
    assert site.json("archive", site.study.uid, "--wait", 60)["exports"][0]["delivered"] == 5
    site.wait_for_queue("STORE_VAULT")
    site.rows.execute("UPDATE delivery SET state = 'committed'")
    assert site.json(("cache", "free"), site.study.uid)["studies"][0]["freed"]


def being_sent(site, peer, folder, *command):
    """Another study is on its way, and its first object is not answered."""
    study = objects.Study()
    site.take_in(save(folder, objects.image(study, size=LARGE)))
    sent = len(peer.requests)
    peer.go_on.clear()
    site.json(*command, study.uid, "--wait", 0, exit_code=None)
    eventually(lambda: len(peer.requests) > sent, "it is being sent")


def state_of(site, kind):
    return site.rows.one(f"SELECT state FROM job WHERE kind = '{kind}' ORDER BY id DESC LIMIT 1")


def test_what_goes_to_an_archive_and_what_comes_back_share_its_associations(site_with_study, tmp_path, ended):  # noqa: F811
    site = site_with_study
    peer = ended(Vault(most=1))
    set_vault(site, peer.port, ae_title="VAULT")
    freed(site)
    being_sent(site, peer, tmp_path / "other", "archive")
    associations = peer.associations
    site.json("retrieve", site.study.uid)
    eventually(lambda: state_of(site, "RETRIEVE") == "in_progress", "it waits for an association")
    assert (peer.moves, peer.associations) == (0, associations)
    peer.go_on.set()
    eventually(lambda: peer.moves == 1, "it asks once the other one is over")
    assert peer.refused == 0
    eventually(lambda: state_of(site, "RETRIEVE") == "error", "A801")


def test_two_destinations_that_are_one_system_share_its_associations(site_with_study, tmp_path, ended):  # noqa: F811
    site = site_with_study
    peer = ended(Vault(most=1))
    set_destination(site, peer.port, "--associations", 4, name="WHOLE", ae_title="PACS")
    set_destination(site, peer.port, "--key-images-only", name="KEYS", ae_title="PACS")
    being_sent(site, peer, tmp_path / "other", "send", "WHOLE")
    associations = peer.associations
    done = site.json("send", "KEYS", site.study.uid, "--wait", 0, exit_code=None)["exports"][0]
    eventually(lambda: site.json(("exports", "show"), done["id"])["job_state"] == "in_progress", "it waits")
    assert peer.associations == associations
    peer.go_on.set()
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "it goes behind the other one")
    assert peer.refused == 0
