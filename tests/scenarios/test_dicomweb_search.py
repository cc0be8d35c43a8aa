"""QIDO-RS: what a search finds, beside what C-FIND finds, and as PS3.18 10.6 wants it."""

import pydicom
import pytest

import objects
from dicom_query import RELATIONAL, QueryAssociation, identifier
from dicomweb import search, value, values

STUDY_UID, SERIES_UID, SOP_UID, TITLE, HAS_KEY_IMAGES = "0020000D", "0020000E", "00080018", "0040A043", "00211001"


class Filled:
    def __init__(self, site, folder):
        self.site = site
        self.study = objects.Study("P-1", "Müller^Jürgen")
        self.images = [objects.image(self.study, InstanceNumber=str(number)) for number in (1, 2)]
        self.kosds = [objects.kosd(self.study, self.images[:1], "first", author="A^B"),
                      objects.kosd(self.study, self.images, "second", title=("113013", "DCM", "Best In Set"))]
        self.other = objects.Study("P-2", "Other^Patient", StudyDate="20230101", AccessionNumber="", StudyDescription="")
        self.other_image = objects.image(self.other)
        site.take_in(*objects.write(folder / "in", *self.images, *self.kosds, self.other_image))
        site.wait_until_registered()


@pytest.fixture
def filled(server, tmp_path):
    return Filled(server, tmp_path)


@pytest.fixture
def filled_sqlite(sqlite_server, tmp_path):
    return Filled(sqlite_server, tmp_path)


def test_studies_series_and_instances_are_found(filled):
    site, study = filled.site, filled.study.uid
    found = {value(one, STUDY_UID): one for one in search(site, "/studies")}
    assert set(found) == {study, filled.other.uid}
    match = found[study]
    assert match["00100010"] == {"vr": "PN", "Value": [{"Alphabetic": "Müller^Jürgen"}]}
    assert match["00080061"] == {"vr": "CS", "Value": ["CT", "KO"]}
    assert match["00201206"] == {"vr": "IS", "Value": [3]} and match["00201208"] == {"vr": "IS", "Value": [4]}
    assert match["00080056"] == {"vr": "CS", "Value": ["ONLINE"]}
    assert match["00080090"] == {"vr": "PN"}, "known to be empty"
    assert match["00081190"] == {"vr": "UR", "Value": [f"http://127.0.0.1:{site.api.port}/dicom-web/studies/{study}"]}
    assert list(match) == sorted(match), "F.2.2: in the order of the tags"

    series = search(site, f"/studies/{study}/series", Modality="KO")
    assert len(series) == 2 and set(values(series, "00200011")) == {99}
    assert value(series[0], "00081190").endswith(f"/studies/{study}/series/{value(series[0], SERIES_UID)}")
    of_series = search(site, f"/studies/{study}/series/{filled.study.series_uid}/instances", InstanceNumber="2")
    assert values(of_series, SOP_UID) == [filled.images[1].SOPInstanceUID]
    assert value(of_series[0], "00280010") == 16
    for path in ("/instances", f"/studies/{study}/instances"):
        kosds = search(site, path, SOPClassUID=objects.KOSD)
        assert set(values(kosds, SOP_UID)) == {one.SOPInstanceUID for one in filled.kosds}
    assert value(search(site, "/instances", SOPInstanceUID=filled.kosds[0].SOPInstanceUID)[0], "00100020") == "P-1"
    assert values(search(site, "/series", PatientID="P-2"), STUDY_UID) == [filled.other.uid]


def test_a_search_answers_as_c_find_does(filled_sqlite):
    site = filled_sqlite.site
    questions = [("STUDY", "/studies", {"PatientName": "muller*"}), ("STUDY", "/studies", {"StudyDate": "20230601-"}),
                 ("STUDY", "/studies", {"ModalitiesInStudy": "KO"}), ("SERIES", "/series", {"Modality": "K?"}),
                 ("IMAGE", "/instances", {"ContentDate": "20240131", "ContentTime": "11-12"}),
                 ("IMAGE", "/instances", {"SOPClassUID": [objects.CT_IMAGE, objects.KOSD]})]
    unique = {"STUDY": STUDY_UID, "SERIES": SERIES_UID, "IMAGE": SOP_UID}
    for level, path, keys in questions:
        parameters = {name: ",".join(given) if isinstance(given, list) else given for name, given in keys.items()}
        with QueryAssociation(site.dicom_port, options=RELATIONAL) as association:
            by_find = association.find(identifier(level, **keys))
        tag = int(unique[level], 16)
        assert sorted(values(search(site, path, **parameters), unique[level])) == sorted(one[tag].value for one in by_find)
        assert by_find, keys


def test_keys_of_notes_are_matched_and_returned(filled_sqlite):
    site, study = filled_sqlite.site, filled_sqlite.study.uid
    for name in ("0040A043.00080100", "ConceptNameCodeSequence.CodeValue"):
        found = search(site, f"/studies/{study}/instances", **{name: "113013"})
        assert values(found, SOP_UID) == [filled_sqlite.kosds[1].SOPInstanceUID]
        assert found[0][TITLE]["Value"] == [{"00080100": {"vr": "SH", "Value": ["113013"]}}], "the key that was named"
    found = search(site, f"/studies/{study}/instances", SOPClassUID=objects.KOSD,
                   includefield=["ConceptNameCodeSequence,ContentDate", "CurrentRequestedProcedureEvidenceSequence"])
    assert {value(one[TITLE]["Value"][0], "00080104") for one in found} == {"Of Interest", "Best In Set"}
    everything = search(site, f"/studies/{study}/instances", SOPInstanceUID=filled_sqlite.kosds[0].SOPInstanceUID,
                        includefield="all")
    read = pydicom.Dataset.from_json(everything[0])
    for keyword in ("ContentSequence", "CurrentRequestedProcedureEvidenceSequence", "ContentTemplateSequence",
                    "ContentDate", "ContentTime"):
        assert read[keyword] == filled_sqlite.kosds[0][keyword], keyword


def test_notes_can_be_searched_for(filled_sqlite):
    site, study, other = filled_sqlite.site, filled_sqlite.study.uid, filled_sqlite.other.uid
    assert values(search(site, "/studies", hasKeyImages="true"), STUDY_UID) == [study]
    assert values(search(site, "/studies", hasKeyImages="false"), STUDY_UID) == [other]
    for title in ("113013", "best in set", "best*"):
        (match,) = search(site, "/studies", noteTitle=title)
        assert value(match, HAS_KEY_IMAGES) == "YES"
        assert sorted(value(one, "00080100") for one in match["00211002"]["Value"]) == ["113000", "113013"]
    search(site, "/studies", noteTitle="For Surgery", status=204)
    both = search(site, "/studies", includefield="hasKeyImages")
    assert {value(one, STUDY_UID): value(one, HAS_KEY_IMAGES) for one in both} == {study: "YES", other: "NO"}
    assert HAS_KEY_IMAGES not in search(site, "/studies")[0]


def test_matches_come_in_pages(sqlite_server, tmp_path):
    study = objects.Study()
    images = [objects.image(study, size=2) for _ in range(120)]
    sqlite_server.take_in(*objects.write(tmp_path / "in", *images))
    whole = values(search(sqlite_server, f"/studies/{study.uid}/instances"), SOP_UID)
    assert set(whole) == {one.SOPInstanceUID for one in images}
    pages = []
    for offset in range(0, 120, 50):
        pages += values(search(sqlite_server, f"/studies/{study.uid}/instances", limit=50, offset=offset), SOP_UID)
    assert pages == whole
    search(sqlite_server, f"/studies/{study.uid}/instances", offset=120, status=204)
    assert len(search(sqlite_server, "/instances", includefield="all")) == 120, "in pieces"


def test_what_is_not_supported_is_said(filled_sqlite):
    site = filled_sqlite.site
    answer = site.api.request("/dicom-web/studies?fuzzymatching=true&PatientName=muller*")
    assert answer.status == 200 and len(answer.json) == 1
    assert answer.headers["Warning"] == (f'299 http://127.0.0.1:{site.api.port}/dicom-web "The fuzzymatching parameter is '
                                         'not supported. Only literal matching has been performed."')
    answer = site.api.request("/dicom-web/studies?SOPInstanceUID=1.2.3&PatientID=P-1&KVP=120")
    assert len(answer.json) == 1 and "KVP" in answer.headers["Warning"] and "SOPInstanceUID" in answer.headers["Warning"]
    assert "00180060" not in answer.json[0]
    assert "Warning" not in site.api.request("/dicom-web/studies?fuzzymatching=false").headers


def test_one_of_several_values_is_enough(filled_sqlite):
    site, study = filled_sqlite.site, filled_sqlite.study.uid
    path = f"/studies/{study}/series"
    assert len(search(site, path)) == 3
    for modalities in ("CT,MR", "MR\\CT", "US,CT"):
        assert values(search(site, path, Modality=modalities), "00080060") == ["CT"]
    assert len(search(site, "/studies", ModalitiesInStudy="CT,MR")) == 2
    assert values(search(site, "/studies", ModalitiesInStudy="KO,MR"), STUDY_UID) == [study]
    search(site, "/studies", ModalitiesInStudy="MR,US", status=204)
    answer = site.api.request("/dicom-web/studies?multiplevaluematching=true&PatientID=P-1%5CP-2%5CP-3")
    assert len(answer.json) == 2 and "Warning" not in answer.headers
    assert values(search(site, "/studies", PatientName="none\\other*"), STUDY_UID) == [filled_sqlite.other.uid]
    search(site, "/studies", PatientID="P-1,P-2", status=204)
    answer = site.api.request("/dicom-web/studies?StudyDate=20230101%5C20240131")
    assert answer.status == 400 and "StudyDate" in answer.json["error"]["message"]


def test_empty_values_are_matched_where_that_is_asked_for(filled_sqlite):
    site = filled_sqlite.site
    search(site, "/studies", AccessionNumber='""', status=204)
    for key in ("AccessionNumber", "StudyDescription"):
        found = search(site, "/studies", emptyvaluematching="true", **{key: '""'})
        assert values(found, STUDY_UID) == [filled_sqlite.other.uid]
    search(site, "/studies", emptyvaluematching="true", StudyDate='""', StudyTime='""', status=204)
    assert len(search(site, "/studies", AccessionNumber="")) == 2, "universal"


@pytest.mark.parametrize("query, word", [
    ("studies?limit=0", "limit"), ("studies?limit=x", "limit"), ("studies?offset=-1", "offset"),
    ("studies?fuzzymatching=perhaps", "fuzzymatching"), ("studies?NoSuchKey=1", "NoSuchKey"),
    ("studies?includefield=NoSuchKey", "NoSuchKey"), ("studies?StudyDate=yesterday", "StudyDate"),
    ("studies?limit=1&limit=2", "limit"), ("studies?PatientID=1&PatientID=2", "PatientID"), ("studies?PatientID.StudyDate=1", "PatientID"),
    ("studies?ConceptNameCodeSequence=1", "ConceptNameCodeSequence"), ("studies?hasKeyImages=1", "hasKeyImages"),
    ("studies/1.2.x/series", "study"), ("studies/1.2/series?StudyInstanceUID=1.3", "StudyInstanceUID"),
    ("instances?Rows=many", "Rows"), ("studies?PatientID=" + "x" * 1100, "PatientID"),
    ("studies?QueryRetrieveLevel=STUDY", "QueryRetrieveLevel"),
    ("studies?includefield=" + "ContentSequence." * 10 + "CodeValue", "sequences"),
])
def test_malformed_parameters_are_told(filled_sqlite, query, word):
    answer = filled_sqlite.site.api.request(f"/dicom-web/{query}")
    assert answer.status == 400 and word in answer.json["error"]["message"], answer


def test_later_pages_begin_behind_what_is_visible(server, tmp_path):
    studies = [objects.Study(f"P-{number}") for number in range(9)]
    images = {study.uid: [objects.image(study) for _ in range(2)] for study in studies}
    server.take_in("--threads", "1", *objects.write(tmp_path / "in", *(image for pair in images.values() for image in pair)))
    of_a_document = objects.Study("P-document")
    server.take_in(*objects.write(tmp_path / "kosd", objects.kosd(of_a_document, [objects.image(of_a_document)], "alone")))
    server.wait_until_registered()
    server.json(("deletions", "mark"), "--study", studies[0].uid)
    server.json(("deletions", "mark"), "--study", studies[3].uid, "--object", images[studies[3].uid][0].SOPInstanceUID)
    server.json(("deletions", "mark"), "--study", studies[5].uid)
    server.json(("deletions", "undo"), "--study", studies[5].uid)
    for image in images[studies[7].uid]:
        server.json(("deletions", "mark"), "--study", studies[7].uid, "--object", image.SOPInstanceUID)
    expected = [study.uid for number, study in enumerate(studies) if number not in (0, 7)] + [of_a_document.uid]
    assert values(search(server, "/studies"), STUDY_UID) == expected
    for offset in range(len(expected)):
        assert values(search(server, "/studies", limit=2, offset=offset), STUDY_UID) == expected[offset:offset + 2]
    search(server, "/studies", offset=len(expected), status=204)


def test_who_and_how(filled_sqlite):
    api = filled_sqlite.site.api
    stranger = api.request("/dicom-web/studies", headers={"Authorization": None})
    assert stranger.status == 401 and "token" in stranger.json["error"]["message"]
    assert api.request("/dicom-web/studies", headers={"Authorization": None, "Cookie": f"kinote_token={api.token}"}).status == 200
    for accept, status in (("application/dicom+json", 200), ("application/json", 200), ("*/*", 200), ("application/*", 200),
                           ('multipart/related; type="application/dicom+xml"', 200), ("text/html", 406),
                           ("text/html, application/dicom+json;q=0.1", 200), ("application/dicom+json;q=0", 406),
                           ('application/dicom+json; x="', 400)):
        answer = api.request("/dicom-web/studies", headers={"Accept": accept})
        assert answer.status == status, (accept, answer)
    assert api.request("/dicom-web/studies?accept=text/html", headers={"Accept": "*/*"}).status == 406
    assert api.request("/dicom-web/studies", "HEAD").status == 200
    assert api.request("/dicom-web/studies", "PUT").status == 405
    assert api.request("/dicom-web/nothing").status == 404


def test_pages_of_other_servers_read_it_where_their_origin_is_configured(sqlite_site):
    viewer = "https://viewer.example:8443"
    sqlite_site.start(environment={"KINOTE_HTTP_DICOMWEB_ORIGINS": viewer})
    api = sqlite_site.api
    asked = {"Origin": viewer, "Access-Control-Request-Method": "GET", "Authorization": None}
    answer = api.request("/dicom-web/studies", "OPTIONS", headers=asked)
    assert answer.status == 204 and answer.headers["Access-Control-Allow-Origin"] == viewer
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    for path, status in (("/dicom-web/studies", 204), ("/dicom-web/studies?limit=x", 400), ("/dicom-web/x", 404)):
        answer = api.request(path, headers={"Origin": viewer})
        assert answer.status == status and answer.headers["Access-Control-Allow-Origin"] == viewer, answer
    assert "Access-Control-Allow-Origin" not in api.request("/dicom-web/studies", headers={"Origin": "https://else"}).headers
    assert "Access-Control-Allow-Origin" not in api.request("/api/studies", headers={"Origin": viewer}).headers
    assert api.request("/dicom-web/studies", "OPTIONS", headers={**asked, "Origin": "https://else"}).status == 401


def test_no_page_of_another_server_reads_it_otherwise(sqlite_server):
    answer = sqlite_server.api.request("/dicom-web/studies", headers={"Origin": "https://viewer.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
