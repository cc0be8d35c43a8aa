"""The API as its description says, and its pictures."""

import http.client
import json

import jsonschema
import pytest

import objects
from conftest import PROJECT
from pictures import jpeg_size, png_rows

DESCRIPTION = json.loads((PROJECT / "docs" / "openapi.json").read_text())
RESOLVER = jsonschema.RefResolver("", DESCRIPTION)


def check(answer, path, status=200):
    """The answer has the described form. `path` is as the description has it."""
    assert answer.status == status, answer
    described = DESCRIPTION["paths"][path]["get"]["responses"][str(status)]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator(described, resolver=RESOLVER).validate(answer.json)
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.json


@pytest.fixture
def filled(site, tmp_path):
    """A site with notes, a manifest, quarantined KOSDs, jobs and exceptions. Gives it and its first study."""
    study = objects.Study()
    images = [objects.image(study, size=64) for _ in range(3)]
    other = objects.Study("P-9", "Other^Patient")
    made = [*images, objects.kosd(study, images, "first", author="A^B"), objects.kosd(study, images[:1], "second"),
            objects.kosd(study, images, title=("113030", "DCM", "Manifest")),
            objects.kosd(study, images, title=("113037", "DCM", "Rejected for Patient Safety Reasons")),
            objects.kosd(study, images, ValueType="TEXT"), objects.kosd(study, [], items=[], evidence_of=[]),
            objects.image(other), objects.kosd(other, [objects.image(other)], "not here")]
    site.take_in(*objects.write(tmp_path / "in", *made))
    images[0].PatientComments = "other content"
    site.take_in(*objects.write(tmp_path / "refused", images[0]), exit_code=3)
    site.start()
    site.wait_until_registered()
    return site, study, images


def test_every_answer_is_as_described(filled):
    site, study, images = filled
    api = site.api
    studies = check(api.request("/api/studies?hasNotes=true"), "/api/studies")
    assert studies["total"] == 2
    check(api.request(f"/api/studies/{study.uid}"), "/api/studies/{study_instance_uid}")
    notes = check(api.request(f"/api/studies/{study.uid}/notes"), "/api/studies/{study_instance_uid}/notes")["notes"]
    assert sorted(note["description"] for note in notes) == ["first", "second"]
    assert len(check(api.request("/api/notes"), "/api/notes")["notes"]) == 3
    check(api.request(f"/api/notes/{notes[0]['id']}"), "/api/notes/{note}")
    assert check(api.request("/api/quarantine"), "/api/quarantine")["total"] == 2
    assert check(api.request("/api/selections"), "/api/selections")["total"] == 2
    assert check(api.request("/api/summary"), "/api/summary")["notes"] == 3
    assert check(api.request("/api/queues"), "/api/queues")["queues"]
    assert len(check(api.request("/api/jobs"), "/api/jobs")["jobs"]) == 7
    assert len(check(api.request("/api/exceptions"), "/api/exceptions")["exceptions"]) == 2
    assert api.get("/api/openapi.json") == DESCRIPTION
    for path in ("/api/studies/1.2.3.4", "/api/instances/1.2.3.4/rendered"):
        described = path.replace("/1.2.3.4", "/{study_instance_uid}" if "studies" in path else "/{sop_instance_uid}")
        check(api.request(path), described, 404)
    check(api.request("/api/notes/no-such-note"), "/api/notes/{note}", 404)


def test_a_study_has_what_the_contract_names(filled):
    site, study, _ = filled
    listed = {one["study_instance_uid"]: one for one in site.api.studies()}
    shown = listed[study.uid]
    assert (shown["patient_id"], shown["patient_name"], shown["study_date"]) == ("P-1", "Doe^Jane", "20240131")
    assert (shown["accession_number"], shown["description"]) == ("A1", "Chest")
    assert sorted(shown["modalities"]) == ["CT", "KO"]
    assert (shown["notes"], shown["objects"]) == (2, 8), "the rejection note is hidden"


def test_a_malformed_uid_is_an_error(server):
    for wrong in ("abc", "1..x", "1." + "2" * 70, "%20", "1.2.3%00", "1.2.3'", "..%2f..", "-1", "1.2,3", "1.2.",
                  ".1.2", "1..2", "1.02"):
        for path in (f"/api/studies/{wrong}/notes", f"/api/studies/{wrong}", f"/api/instances/{wrong}/rendered"):
            answer = server.api.request(path)
            assert answer.status == 400, (path, answer)
            assert set(answer.json["error"]) == {"code", "message"}
            assert answer.json["error"]["code"] and answer.json["error"]["message"]


@pytest.mark.parametrize("query", [
    "studies?limit=0", "studies?limit=-1", "studies?limit=1001", "studies?limit=x", "studies?offset=-1",
    "studies?limit=99999999999999999999", "studies?hasNotes=perhaps", "jobs?limit=0", "jobs?before=x",
    "exceptions?limit=x", "notes?limit=0", "studies?hasnotes=true", "summary?limit=1", "jobs?offset=1", "quarantine?offset=x", "selections?limit=1e3",
])
def test_malformed_parameters_are_told(sqlite_server, query):
    answer = sqlite_server.api.request(f"/api/{query}")
    assert answer.status == 400 and set(answer.json["error"]) == {"code", "message"}, answer


def test_unknown_routes_and_methods_are_told(sqlite_server):
    api = sqlite_server.api
    for path in ("/api", "/api/", "/api/nothing", "/api/studies/1.2/notes/3", "/api/../api-token", "/%2e%2e/api-token"):
        assert api.request(path).status in (400, 404), path
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = api.request("/api/studies", method)
        assert answer.status == 405 and "GET" in answer.headers["Allow"], answer
    assert sqlite_server.token not in str(api.request("/api/../api-token"))


def test_studies_come_in_pages(sqlite_server, tmp_path):
    made = []
    for number in range(25):
        study = objects.Study(f"P-{number}", f"Name{number:02}^X", StudyDate=f"202401{number + 1:02}")
        made += [objects.image(study)] if number % 2 else [objects.kosd(study, [objects.image(study)], "x")]
    sqlite_server.take_in(*objects.write(tmp_path / "in", *made))
    sqlite_server.wait_until_registered()
    whole = sqlite_server.api.get("/api/studies", limit=1000)
    assert whole["total"] == 25
    dates = [study["study_date"] for study in whole["studies"]]
    assert dates == sorted(dates, reverse=True)
    pages = []
    for offset in range(0, 30, 10):
        page = sqlite_server.api.get("/api/studies", limit=10, offset=offset)
        assert page["total"] == 25
        pages += page["studies"]
    assert pages == whole["studies"]
    with_notes = sqlite_server.api.get("/api/studies", hasNotes="true")
    assert with_notes["total"] == 13 and all(study["notes"] == 1 for study in with_notes["studies"])
    assert sqlite_server.api.get("/api/studies", hasNotes="false")["total"] in (12, 25)
    assert sqlite_server.api.get("/api/studies", search="name07")["total"] == 1
    assert sqlite_server.api.get("/api/studies", search="P-1")["total"] >= 1
    assert sqlite_server.api.get("/api/studies", search="%")["total"] == 0
    listed = sqlite_server.json("studies", "--limit", 10, "--offset", 10)
    assert listed == {"studies": whole["studies"][10:20], "has_more": True, "total": 25}


def test_many_requests_over_one_connection(sqlite_server):
    connection = http.client.HTTPConnection("127.0.0.1", sqlite_server.http_port, timeout=60)
    for _ in range(200):
        connection.request("GET", "/api/studies", headers={"Authorization": f"Bearer {sqlite_server.token}"})
        answer = connection.getresponse()
        assert answer.status == 200 and json.loads(answer.read())["total"] == 0
    connection.close()


# Pictures

def test_frames_are_pictures(server, tmp_path):
    study = objects.Study()
    image, frames = objects.image(study, size=48), objects.image(study, size=64, frames=3)
    frames.PixelData = b"".join(bytes([shade]) * (64 * 64 * 2) for shade in (1, 5, 9))
    server.take_in(*objects.write(tmp_path / "in", image, frames))
    api = server.api
    picture = api.rendered(image.SOPInstanceUID)
    assert picture.status == 200 and picture.headers["Content-Type"] == "image/jpeg"
    assert jpeg_size(picture.body) == (48, 48)
    rows = png_rows(api.rendered(image.SOPInstanceUID, format="png").body)
    assert len(rows) == 48 and len(set(b"".join(rows))) > 10
    width, height = jpeg_size(api.rendered(image.SOPInstanceUID, width=16).body)
    assert (width, height) == (16, 16)
    seen = set()
    for frame in (1, 2, 3):
        answer = api.rendered(frames.SOPInstanceUID, frame=frame, format="png")
        assert answer.status == 200 and answer.headers["Content-Type"] == "image/png"
        seen.add(answer.body)
    assert api.rendered(frames.SOPInstanceUID, frame=4).status == 404
    preferring = api.request(f"/api/instances/{image.SOPInstanceUID}/rendered", headers={"Accept": "image/png"})
    assert preferring.headers["Content-Type"] == "image/png" and preferring.headers["Vary"] == "Accept"
    for wrong in ({"frame": 0}, {"frame": "x"}, {"format": "gif"}, {"width": 0}, {"width": 100000},
                  {"presentationState": "x"}):
        assert api.rendered(image.SOPInstanceUID, **wrong).status == 400, wrong
    assert api.rendered("1.2.3.4").status == 404


def test_a_picture_is_not_sent_again_where_it_is_known(server, tmp_path):
    image = objects.image(objects.Study(), size=48)
    server.take_in(*objects.write(tmp_path / "in", image))
    first = server.api.rendered(image.SOPInstanceUID)
    again = server.api.request(f"/api/instances/{image.SOPInstanceUID}/rendered",
                               headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304 and again.body == b""
    assert "private" in first.headers["Cache-Control"] or "no-" in first.headers["Cache-Control"]


def test_a_picture_takes_the_window_of_its_presentation_state(server, tmp_path):
    study = objects.Study()
    image = objects.image(study, size=64, WindowCenter="2048", WindowWidth="4096")
    dark, bright = (objects.presentation_state(study, image, center, 100) for center in (4000, 10))
    server.take_in(*objects.write(tmp_path / "in", image, dark, bright))

    def mean(**parameters):
        rows = png_rows(server.api.rendered(image.SOPInstanceUID, format="png", **parameters).body)
        return sum(map(sum, rows)) / sum(map(len, rows))

    own = mean()
    assert mean(presentationState=dark.SOPInstanceUID) < own < mean(presentationState=bright.SOPInstanceUID)
    assert server.api.rendered(image.SOPInstanceUID, presentationState="1.2.3.4").status == 404


def test_an_object_without_pixels_is_no_picture(server, tmp_path):
    study = objects.Study()
    note = objects.kosd(study, [objects.image(study)])
    server.take_in(*objects.write(tmp_path / "in", note))
    answer = server.api.rendered(note.SOPInstanceUID)
    assert answer.status == 400 and answer.json["error"]["message"]


def test_pixel_data_that_cannot_be_decoded_are_told(server, tmp_path):
    study = objects.Study()
    short = objects.image(study, size=64)
    short.PixelData = short.PixelData[:100]
    noise = [objects.encapsulated(objects.image(study, size=64), [bytes(range(256)) * 8], syntax)
             for syntax in ("1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5",
                            "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.50")]
    huge = objects.image(study, size=64, Rows=65535, Columns=65535)
    server.take_in(*objects.write(tmp_path / "in", short, huge, *noise))
    for image in (short, huge, *noise):
        answer = server.api.rendered(image.SOPInstanceUID)
        assert answer.status in (400, 422), answer
        assert answer.json["error"]["message"]
    assert server.api.studies()


def test_every_shared_image_is_a_picture_or_told_why_not(server, shared_data):
    if not shared_data:
        return
    server.take_in(shared_data / "images", exit_code=None)
    shown, told = 0, {}
    for uid, rows, syntax in server.rows.all(
            "SELECT sop_instance_uid, \"rows\", transfer_syntax_uid FROM instance"):
        answer = server.api.rendered(uid, width=128)
        if answer.status == 200:
            assert jpeg_size(answer.body)[0] <= 128
            shown += 1
        else:
            assert answer.status in (400, 422), (uid, answer)
            assert answer.json["error"]["message"], uid
            if rows:
                told[uid] = (syntax, answer.json["error"]["message"])
    assert shown > 100, (shown, told)
    compressed = [uid for uid, (syntax, _) in told.items() if syntax.startswith("1.2.840.10008.1.2.4")]
    assert len(compressed) < 10, told
