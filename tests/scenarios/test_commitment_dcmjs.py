"""Storage Commitment with dcmjs-dimse as the other side, in both roles."""

import pytest

from dcmjs_peer import Dcmjs, installed  # noqa: F401  (a fixture)
from test_commitment import committed, restart
from test_send import send, sender, set_destination, visible  # noqa: F401  (a fixture)


@pytest.fixture
def dcmjs(sender, installed):  # noqa: F811
    peer = Dcmjs("commitment.js", sender.dicom_port, "DCMJS")
    yield peer
    peer.end()


def test_it_commits_to_what_it_was_sent(sender, dcmjs):  # noqa: F811
    set_destination(sender, dcmjs.port, "--storage-commitment", ae_title="DCMJS")
    done = send(sender)
    assert set(dcmjs.next()["asked"]) == visible(sender)
    assert dcmjs.next() == {"answered": 0}
    committed(sender, done, 4)


def test_it_asks_and_is_told_over_another_association(sender, dcmjs):  # noqa: F811
    restart(sender, at_once=False)
    set_destination(sender, dcmjs.port, ae_title="DCMJS")
    image = sender.images[0]
    dcmjs.ask("1.2.3.4", image.SOPClassUID, image.SOPInstanceUID, "1.2.3.5")
    assert dcmjs.next() == {"answered": 0}
    assert dcmjs.next() == {"reported": "1.2.3.4", "type": 2, "committed": [image.SOPInstanceUID],
                            "failed": [["1.2.3.5", 0x0112]]}
