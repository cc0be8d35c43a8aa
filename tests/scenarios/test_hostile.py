"""Bad input by every door: an answer in words, nothing lost, nothing half-written, and the server lives."""

import random
import socket
import struct

import pytest

import objects
from dicom_network import EXPLICIT, IMPLICIT, VERIFICATION, Association, PeerGone
from kinote_site import eventually, peak_memory

MEGABYTE = 1 << 20
MOST_MEMORY = 400 * MEGABYTE  # of a server that has met all of a scenario's input


def assert_it_lives(site, study=None):
    """It still takes an object and shows its note."""
    assert site.is_serving(), site.log()[-4000:]
    study = study or objects.Study("P-LIVES", "Lives^Still")
    image = objects.image(study)
    note = objects.kosd(study, [image], "it lives")
    contexts = [(objects.CT_IMAGE, EXPLICIT), (objects.KOSD, EXPLICIT)]
    with Association(site.dicom_port, contexts) as association:
        for context, made in zip(contexts, (image, note)):
            data_set = objects.data_set_bytes(objects.part10(made))
            assert association.store(context, made.SOPInstanceUID, data_set) == 0
        association.release()
    eventually(lambda: any(one["description"] == "it lives" for one in site.api.notes(study.uid)), "its note")
    assert peak_memory(site.server.pid) < MOST_MEMORY


def test_every_broken_file_is_stored_or_told(site, shared_data):
    if not shared_data:
        return
    files = sorted(path for path in (shared_data / "broken").iterdir())
    site.start()
    counts = site.take_in(*files, exit_code=None)
    assert counts["files"] == len(files)
    told = {failure["path"] for failure in counts["failures"]}
    assert counts["stored"] + counts["duplicates"] + len(told) == len(files)
    assert all(failure["reason"] for failure in counts["failures"])
    stored = site.stored_objects()
    assert {path.read_bytes() for path in files if str(path) not in told} >= set(stored.values())
    site.wait_until_registered()
    for uid in stored:
        assert site.api.rendered(uid).status in (200, 400, 422)
    assert site.check_objects() == counts["stored"]
    assert_it_lives(site)


def test_every_broken_file_is_answered_over_the_network(site, shared_data):
    if not shared_data:
        return
    site.start()
    for path in sorted((shared_data / "broken").iterdir()):
        content = path.read_bytes()
        data_set = objects.data_set_bytes(content) if content[128:132] == b"DICM" else content
        for context in ((objects.CT_IMAGE, EXPLICIT), (objects.KOSD, IMPLICIT), (objects.KOSD, "1.2.840.10008.1.2.1.99")):
            with Association(site.dicom_port, [context]) as association:
                status = association.store(context, "1.2.3.4.5", data_set)
                assert status in (0, 0xA900) or status & 0xF000 == 0xC000, (path, hex(status))
                association.release()
    assert site.rows.one("SELECT count(*) FROM instance") == 0
    assert not site.cache_files()
    assert_it_lives(site)


def mutations(content, count, seed):
    """The document with bytes changed, taken out, doubled or cut off, each under a UID of its own where it has one."""
    chance = random.Random(seed)
    place = content.index(b"\x08\x00\x18\x00UI")
    uid_place, uid_length = place + 8, content[place + 6]
    for _ in range(count):
        changed = bytearray(content)
        changed[uid_place:uid_place + uid_length] = objects.new_uid().ljust(uid_length, "1")[:uid_length].encode()
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(140, len(changed))
            kind = chance.randrange(5)
            if kind == 0:
                changed[at] = chance.randrange(256)
            elif kind == 1:
                changed[at:at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xfe\xff\xff\x7f", b"\xfe\xff\x0d\xe0"])
            elif kind == 2:
                del changed[at:at + chance.randint(1, 30)]
            elif kind == 3:
                changed[at:at] = changed[at:at + chance.randint(1, 200)]
            else:
                del changed[max(at, 200):]
        yield bytes(changed)


def test_mutated_documents_are_registered_quarantined_or_told(site, tmp_path):
    study = objects.Study()
    images = [objects.image(study) for _ in range(3)]
    document = objects.part10(objects.kosd(study, images, "a text", author="A^B"))
    picture = objects.part10(images[0])
    made = [*mutations(document, 250, 1), *mutations(picture, 60, 2)]
    made += [document[:length] for length in range(0, len(document), 41)]
    objects.write(tmp_path / "in", *made)
    counts = site.take_in(tmp_path / "in", "--adopt", exit_code=None)
    assert counts["files"] == len(made) and counts["stored"] > 50
    site.start()
    site.wait_until_registered(limit=300)
    states = dict(site.rows.all("SELECT registration_state, count(*) FROM kosd GROUP BY registration_state"))
    assert set(states) <= {"registered", "quarantined"}, states
    assert {job["state"] for job in site.json(("jobs", "list"), "--limit", 1000)} == {"done"}
    assert site.check_objects() == counts["stored"]
    assert len(site.api.get("/api/quarantine", limit=1000)["objects"]) == states["quarantined"]
    assert_it_lives(site)


def nested(levels):
    """The content tree of a document that many levels deep."""
    opening = b"\x40\x00\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    closing = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    return opening * levels + closing * levels


def huge_documents():
    """Documents that are right as far as one looks, and far too large: UID and data set."""
    study = objects.Study()
    image = objects.image(study)
    empty = objects.kosd(study, [image], items=[])
    base = objects.data_set_bytes(objects.part10(empty))
    base = base[:base.index(b"\x40\x00\x30\xa7SQ")]
    items = objects.part10(objects.kosd(study, [image]))
    start = items.index(b"\x40\x00\x30\xa7SQ") + 12
    item_length = 8 + struct.unpack_from("<I", items, start + 4)[0]
    item = items[start:start + item_length]
    sequence = b"\x40\x00\x30\xa7SQ\0\0"
    text = b"\x40\x00\x60\xa1UT\0\0" + struct.pack("<I", 30_000_000) + b"long " * 6_000_000
    yield "a hundred thousand levels", base + nested(100_000)
    yield "a hundred thousand items", base + sequence + struct.pack("<I", item_length * 100_000) + item * 100_000
    yield "a million empty items", base + sequence + struct.pack("<I", 8_000_000) + b"\xfe\xff\x00\xe0\0\0\0\0" * 1_000_000
    yield "a text of thirty megabytes", (base + sequence + struct.pack("<I", item_length + 8 + len(text)) + item +
                                         b"\xfe\xff\x00\xe0" + struct.pack("<I", len(text)) + text)
    yield "half a million elements", base + b"".join(
        struct.pack("<HHccHc", 0x41, number, b"L", b"O", 1, b"x") + b"\0" for number in range(0, 60_000, 2)) * 16


@pytest.mark.slow
def test_enormous_documents_do_not_take_the_memory(site):
    site.start()
    context = (objects.KOSD, EXPLICIT)
    for name, data_set in huge_documents():
        start = data_set.index(b"\x08\x00\x18\x00UI") + 8
        length = data_set[start - 2]
        uid = objects.new_uid().ljust(length, "1")[:length]
        changed = data_set[:start] + uid.encode() + data_set[start + length:]
        with Association(site.dicom_port, [context]) as association:
            status = association.store(context, uid, changed)
            assert status == 0 or status & 0xF000 == 0xC000, (name, hex(status))
            association.release()
        site.wait_until_registered()
        if status == 0:
            state = site.rows.one("SELECT k.registration_state FROM kosd k JOIN instance i ON i.id = k.instance "
                                  f"WHERE i.sop_instance_uid = '{uid}'")
            assert state in ("registered", "quarantined"), (name, state)
        assert peak_memory(site.server.pid) < MOST_MEMORY, (name, peak_memory(site.server.pid) // MEGABYTE)
    assert site.api.studies() and site.api.get("/api/quarantine") is not None
    assert_it_lives(site)


@pytest.mark.slow
def test_enormous_and_empty_files_are_told(sqlite_site, tmp_path):
    folder = tmp_path / "in"
    objects.write(folder, b"", b"DICM", b"\0" * 128 + b"DICM", b"\0" * 132)
    with open(folder / "zeros.dcm", "wb") as sparse:
        sparse.truncate(2 << 30)
    head = objects.part10(objects.kosd(objects.Study(), []))[:300]
    with open(folder / "hole.dcm", "wb") as sparse:
        sparse.write(head)
        sparse.truncate(2 << 30)
    counts = sqlite_site.take_in(folder, exit_code=3)
    assert counts["files"] == 6 and counts["stored"] == 0
    assert counts["not_dicom"] + len(counts["failures"]) == 6
    assert not sqlite_site.cache_files()


def lying(length_of_pixels, bytes_there):
    """An image whose pixel data claim another length than there is."""
    content = objects.part10(objects.image(objects.Study(), size=64))
    place = content.rindex(b"\xe0\x7f\x10\x00OW")
    return content[:place + 8] + struct.pack("<I", length_of_pixels) + b"\x11" * bytes_there


def test_lengths_that_lie_are_survived(site, tmp_path):
    made = [lying(*lengths) for lengths in ((0xFFFFFFFE, 8192), (0xFFFFFFFF, 8192), (1 << 31, 0), (8192, 100),
                                           (0, 8192), (8191, 8191))]
    site.start()
    site.take_in(*objects.write(tmp_path / "in", *made), exit_code=None)
    for uid in site.stored_objects():
        assert site.api.rendered(uid).status in (200, 400, 422)
    assert_it_lives(site)


# The ports

NOISE = [b"", b"\n" * 1000, b"GET / HTTP/1.1\r\n", b"\0" * 4096, b"\xff" * 4096, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
         b"\x01\0\xff\xff\xff\xff" + b"\0" * 4096, b"\x01\0\0\0\0\x04\0\x01\0\0", b"\x04\0\0\0\0\x08" + b"\xff" * 8,
         b"\x07\0\0\0\0\x04\0\0\0\0", b"\x05\0\0\0\0\x04\0\0\0\0", b"POST /api/studies HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
         b"GET / HTTP/9.9\r\n\r\n", b"GET http:// HTTP/1.1\r\n\r\n", b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
         b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100_000 + b"\r\n", b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
         b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
         b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"]


def speak(port, noise):
    """Says it, and listens until the server has had enough or half a second is over."""
    with socket.create_connection(("127.0.0.1", port), timeout=0.5) as peer:
        try:
            peer.sendall(noise)
            peer.shutdown(socket.SHUT_WR)
            while peer.recv(65536):
                pass
        except OSError:
            pass


def test_noise_on_both_ports_hinders_nobody(sqlite_server):
    chance = random.Random(3)
    for noise in NOISE + [chance.randbytes(chance.randint(1, 5000)) for _ in range(60)]:
        for port in (sqlite_server.dicom_port, sqlite_server.http_port):
            speak(port, noise)
    assert_it_lives(sqlite_server)


def test_noise_within_an_association_ends_that_association_only(sqlite_server):
    chance = random.Random(4)
    with Association(sqlite_server.dicom_port, [(VERIFICATION, IMPLICIT)]) as bystander:
        for _ in range(60):
            with Association(sqlite_server.dicom_port, [(VERIFICATION, IMPLICIT), (objects.KOSD, EXPLICIT)]) as one:
                part = chance.randbytes(chance.randint(1, 300))
                kind = chance.choice([1, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 200])
                try:
                    one.send_raw(struct.pack(">BBI", kind, 0, len(part)) + part)
                except OSError:
                    pass
        for wrong in (struct.pack(">BBI", 4, 0, 0xFFFFFFFF), struct.pack(">BBI", 4, 0, 6) + struct.pack(">IBB", 2, 99, 3)):
            with Association(sqlite_server.dicom_port, [(VERIFICATION, IMPLICIT)]) as one:
                one.send_raw(wrong)
                with pytest.raises((PeerGone, ConnectionError)):
                    one.echo()
        assert bystander.echo() == 0
        bystander.release()
    assert_it_lives(sqlite_server)


def test_connections_that_say_nothing_keep_nobody_out(sqlite_server):
    silent = [socket.create_connection(("127.0.0.1", sqlite_server.http_port)) for _ in range(300)]
    started = [socket.create_connection(("127.0.0.1", sqlite_server.http_port)) for _ in range(100)]
    for peer in started:
        peer.sendall(b"GET /api/studies HTTP/1.1\r\nHost:")
    assert sqlite_server.api.studies() == []
    for peer in silent + started:
        peer.close()
    assert_it_lives(sqlite_server)
