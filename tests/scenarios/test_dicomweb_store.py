"""STOW-RS: objects that clients store over DICOMweb."""

import gzip
import re
import socket

import pytest

import objects
from dicomweb import search, value, values
from kinote_site import eventually, peak_memory
from test_memory import MEGABYTE, MOST_MEMORY, enormous_image
from test_rejection import NOT_AUTHORIZED, QUALITY, REJECTED_AGAIN, SAFETY, rejection, store as store_by_dimse

RELATED = 'multipart/related; type="application/dicom"; boundary=cut'
DUPLICATE, DIFFERS, NOT_UNDERSTOOD, NO_ROOM = 0x0111, 0xA900, 0xC000, 0xA700
FAILED, REFERENCED, OTHERS = "00081198", "00081199", "0008119A"


def body_of(*parts, part_type="application/dicom"):
    head = f"--cut\r\nContent-Type: {part_type}\r\n\r\n".encode()
    return b"".join(head + (one if isinstance(one, bytes) else objects.part10(one)) + b"\r\n"
                    for one in parts) + b"--cut--\r\n"


def post(site, body, status=200, path="/studies", content_type=RELATED, **headers):
    answer = site.api.request(f"/dicom-web{path}", "POST", {"Content-Type": content_type, **headers}, body)
    assert answer.status == status, answer
    return answer


def stored(answer):
    return set(values(items(answer, REFERENCED), "00081155"))


def items(answer, sequence):
    assert answer.headers["Content-Type"] == "application/dicom+json"
    return answer.json.get(sequence, {}).get("Value", [])


def failures(answer):
    """Each object that failed with its reason; all reasons have words."""
    found = items(answer, FAILED)
    assert all(value(one, "00211003") for one in found)
    return {value(one, "00081155"): value(one, "00081197") for one in found}


def uids(*made):
    return {str(one.SOPInstanceUID) for one in made}


@pytest.fixture
def study():
    return objects.Study("P-1", "Müller^Jürgen")


def test_a_study_with_its_note_is_stored_answered_and_audited(server, study):
    images = [objects.image(study, size=side, InstanceNumber=str(side)) for side in (16, 256)]
    note = objects.kosd(study, images, "look", author="Reader^Anna")
    answer = post(server, body_of(*images, note), path=f"/studies/{study.uid}")
    assert stored(answer) == uids(*images, note) and not items(answer, FAILED) and not items(answer, OTHERS)
    service = f"http://127.0.0.1:{server.api.port}/dicom-web/studies/{study.uid}"
    assert value(answer.json, "00081190") == service
    for one in items(answer, REFERENCED):
        address = value(one, "00081190")
        assert address.startswith(f"{service}/series/") and address.endswith(f"/instances/{value(one, '00081155')}")
        assert server.api.request(address[len(f"http://127.0.0.1:{server.api.port}"):],
                                  headers={"Accept": "application/dicom"}).status == 200
    for one in (*images, note):
        assert server.stored_object(str(one.SOPInstanceUID)) == objects.part10(one)
    server.wait_until_registered()
    assert [one["description"] for one in server.api.notes(study.uid)] == ["look"]
    assert server.check_objects() == 3
    events = server.rows.all("SELECT actor, study_instance_uid FROM audit_event WHERE action = 'study_imported'")
    assert events == [("api-token", study.uid)]
    received = {one for one, in server.rows.all("SELECT received_from FROM instance")}
    assert received == {"STOW api-token API 127.0.0.1"}
    again = post(server, body_of(*images, note))
    assert stored(again) == uids(*images, note) and server.check_objects() == 3


def test_each_object_of_a_request_is_answered_for_itself(server, study):
    image = objects.image(study)
    post(server, body_of(image))
    other, good = objects.image(study), objects.image(study)
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    other.InstanceNumber = "99"
    answer = post(server, body_of(other, b"no DICOM at all", good), 202)
    assert stored(answer) == uids(good)
    assert failures(answer) == {str(image.SOPInstanceUID): DUPLICATE}
    assert values(items(answer, OTHERS), "00081197") == [NOT_UNDERSTOOD]
    assert server.stored_object(str(image.SOPInstanceUID)) == objects.part10(image)
    causes = {one["cause"] for one in server.json("exceptions")}
    assert causes == {"other_content", "corrupt"}
    nothing = post(server, body_of(other), 409)
    assert failures(nothing) == {str(image.SOPInstanceUID): DUPLICATE} and "00081190" in nothing.json


def test_an_object_of_another_study_than_the_address_is_refused(server, study):
    image, other = objects.image(study), objects.image(objects.Study())
    answer = post(server, body_of(other, image), 202, f"/studies/{study.uid}")
    assert stored(answer) == uids(image) and failures(answer) == {str(other.SOPInstanceUID): DIFFERS}
    assert server.stored_object(str(other.SOPInstanceUID)) is None
    assert "no UID" in post(server, body_of(image), 400, "/studies/1.2.x").body.decode()


def test_one_object_may_be_the_whole_body(server, study):
    image = objects.image(study)
    answer = post(server, objects.part10(image), content_type="application/dicom")
    assert stored(answer) == uids(image)


@pytest.mark.parametrize("content_type, status, words", [
    ("text/plain", 415, "application/dicom"),
    ('multipart/related; type="application/dicom+json"; boundary=cut', 415, "application/dicom"),
    ('multipart/related; type="application/dicom"', 400, "boundary"),
    (f'multipart/related; type="application/dicom"; boundary={"c" * 257}', 400, "boundary"),
    ('multipart/related; type="application/dicom; boundary=cut', 400, "quotation mark"),
    ("", 415, "Content-Type"),
])
def test_bodies_of_other_kinds_are_refused_before_they_come(server, study, content_type, status, words):
    assert words in post(server, body_of(objects.image(study)), status, content_type=content_type).body.decode()


@pytest.mark.parametrize("body, words", [
    (b"", "boundary that Content-Type names"),
    (b"--cut\r\n\r\n", "closing boundary"),
    (b"--cut--\r\n", "no object"),
    (b"--other\r\n\r\n--other--", "boundary that Content-Type names"),
    (b"--cut\r\nno header\r\n\r\n--cut--", "colon"),
    (b"--cut\r\nX: " + b"y" * 20_000 + b"\r\n\r\n--cut--", "16 KiB"),
], ids=["empty", "no end", "no object", "other boundary", "no colon", "endless"])
def test_malformed_bodies_are_refused_in_words(server, body, words):
    assert words in post(server, body, 400).body.decode()


def test_a_body_in_another_coding_is_refused(server, study):
    whole = body_of(objects.image(study))
    answer = post(server, gzip.compress(whole), 415, **{"Content-Encoding": "gzip"})
    assert "gzip" in answer.body.decode()
    post(server, whole, 200, **{"Content-Encoding": "identity"})


def test_a_body_that_breaks_off_keeps_what_was_whole_and_says_so(server, study):
    first, second = objects.image(study), objects.image(study)
    whole = body_of(first, second)
    answer = post(server, whole[:-500], 400)
    assert "1 of 1 whole objects" in answer.body.decode() and "send all of it again" in answer.body.decode()
    assert set(server.stored_objects()) == uids(first)
    assert stored(post(server, whole)) == uids(first, second)


def test_an_object_that_is_cut_off_is_kept_with_a_warning(server, study):
    whole, cut = objects.image(study), objects.image(study)
    body = b"".join(b"--cut\r\n\r\n" + part + b"\r\n" for part in (objects.part10(whole), objects.part10(cut)[:-50])) + b"--cut--"
    for _ in range(2):  # it is still cut off when it comes again
        answer = post(server, body, 202)
        assert stored(answer) == uids(whole, cut)
        told = {value(one, "00081155"): one for one in items(answer, REFERENCED)}
        assert value(told[str(cut.SOPInstanceUID)], "00081196") == 0xB007
        assert "not whole" in value(told[str(cut.SOPInstanceUID)], "00211003")
        assert "00081196" not in told[str(whole.SOPInstanceUID)]


def test_answers_of_other_kinds_are_refused_and_other_parts_are_told(server, study):
    image = objects.image(study)
    post(server, body_of(image), 406, Accept="text/xml")
    answer = post(server, body_of(image, part_type="application/pdf"), 409)
    assert "application/pdf" in value(items(answer, OTHERS)[0], "00211003")


def test_an_object_beyond_the_largest_size_fails_alone(site, study):
    site.start(environment={"KINOTE_DICOM_MOST_OBJECT_MEGABYTES": "1"})
    large, small = objects.image(study, size=1024), objects.image(study)
    answer = post(site, body_of(large, small), 202)
    assert stored(answer) == uids(small) and values(items(answer, OTHERS), "00081197") == [NO_ROOM]
    unavailable = post(site, body_of(large), 503)
    assert unavailable.headers["Retry-After"] and not site.cache_files()


def test_what_was_rejected_is_not_taken_again(site, study):
    site.start(environment={"KINOTE_REJECTION_MAY_REJECT": "NORTH@127.0.0.1"})
    image, kept = objects.image(study), objects.image(study)
    post(site, body_of(image, kept))
    assert store_by_dimse(site, rejection(study, [image], SAFETY)) == [0]
    assert failures(post(site, body_of(image), 409)) == {str(image.SOPInstanceUID): REJECTED_AGAIN}
    assert values(search(site, f"/studies/{study.uid}/instances"), "00080018") == [str(kept.SOPInstanceUID)]


def test_a_rejection_note_waits_for_a_person_or_is_refused_where_the_site_says_so(site, study):
    site.start()
    image, kept = objects.image(study), objects.image(study)
    note = rejection(study, [image], QUALITY)
    assert stored(post(site, body_of(image, kept, note))) == uids(image, kept, note)
    site.wait_until_registered()
    assert len(search(site, f"/studies/{study.uid}/instances")) >= 2, "it has no effect by itself"
    site.stop()
    site.start(environment={"KINOTE_REJECTION_OTHERS": "refuse"})
    other = rejection(study, [kept], SAFETY)
    assert failures(post(site, body_of(other), 403)) == {str(other.SOPInstanceUID): NOT_AUTHORIZED}


def test_strangers_store_nothing(server, study):
    answer = server.api.request("/dicom-web/studies", "POST", {"Content-Type": RELATED, "Authorization": None},
                                body_of(objects.image(study)))
    assert answer.status == 401 and not server.stored_objects()


def test_what_can_be_stored_stands_in_the_capabilities(server):
    told = server.api.request("/dicom-web", "OPTIONS", {"Accept": "application/json"})
    resources = told.json["application"]["resources"]["resource"]
    methods = {one["path"]: {method["name"] for method in one["method"]} for one in resources}
    assert methods["studies"] == {"GET", "POST"} and methods["studies/{study}"] == {"GET", "POST"}
    wadl = server.api.request("/dicom-web", "OPTIONS").body.decode()
    assert re.search(r'<resource path="studies">.*<method name="POST">', wadl, re.DOTALL)


@pytest.mark.slow
def test_an_enormous_object_is_stored_in_little_memory(sqlite_server, study):
    head, uid, length = enormous_image(study)
    before = peak_memory(sqlite_server.server.pid)

    def pieces():
        yield b"--cut\r\nContent-Type: application/dicom\r\n\r\n" + head
        for _ in range(length // MEGABYTE):
            yield bytes(MEGABYTE)
        yield bytes(length % MEGABYTE) + b"\r\n--cut--\r\n"

    answer = sqlite_server.api.request("/dicom-web/studies", "POST", {"Content-Type": RELATED}, pieces(), limit=300)
    assert answer.status == 200 and stored(answer) == {uid}
    assert peak_memory(sqlite_server.server.pid) - before < MOST_MEMORY
    assert sqlite_server.rows.one("SELECT size FROM instance") == len(head) + length


def test_a_client_that_goes_away_leaves_no_file_behind(server, study):
    large = objects.part10(objects.image(study, size=512))
    head = (f"POST /dicom-web/studies HTTP/1.1\r\nHost: 127.0.0.1:{server.api.port}\r\nContent-Type: {RELATED}\r\n"
            f"Authorization: Bearer {server.token}\r\nContent-Length: 10000000\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", server.api.port)) as client:
        client.sendall(head + body_of(large)[:300_000])
        eventually(lambda: server.cache_files(), "it is staged")
    eventually(lambda: not server.cache_files(), "it is gone")
    assert not server.stored_objects()
