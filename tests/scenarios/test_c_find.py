"""Queries as another PACS or a viewer asks them."""

import json
import threading

import pytest

import objects
from dicom_network import IMPLICIT, PeerGone, run_tool
from dicom_query import (CANCELLED, PATIENT_ROOT, RELATIONAL, UNSUPPORTED_KEYS, WITH_DATE_TIMES,
                         WRONG_IDENTIFIER, QueryAssociation, encoded, identifier)
from kinote_site import peak_memory
from orthanc_peer import OrthancPeer
from test_create_kosd import make_note, refer, save

KOSD = objects.KOSD


def request(accession, procedure, study_uid):
    return {"StudyInstanceUID": study_uid, "AccessionNumber": accession, "RequestedProcedureID": procedure}


@pytest.fixture
def study():
    return objects.Study(patient_id="P-77", patient_name="Müller^Jürgen", AccessionNumber="ACC-77", StudyID="S77",
                         ReferringPhysicianName="Überweiser^Åsa", IssuerOfPatientID="HOSP")


@pytest.fixture
def site_with_study(server, study, tmp_path):
    """A study with three images, of a request, and two notes; gives the site and its objects."""
    asked = objects.Dataset()
    asked.RequestedProcedureID, asked.ScheduledProcedureStepID = "RP-1", "SPS-1"
    images = [objects.image(study, InstanceNumber=str(number), SeriesDescription="Thin", PerformedProcedureStepStartDate="20240131",
                            PerformedProcedureStepStartTime="101000", RequestAttributesSequence=objects.Sequence([asked]))
              for number in (1, 2, 3)]
    of_request = objects.Dataset()
    for keyword, value in request("ACC-77", "RP-1", study.uid).items():
        setattr(of_request, keyword, value)
    identical = objects.evidence(images[:1])
    first = objects.kosd(study, images[:2], description="Nodule", ObservationDateTime="20240131111500+0100",
                         TimezoneOffsetFromUTC="+0100", ReferencedRequestSequence=objects.Sequence([of_request]),
                         IdenticalDocumentsSequence=identical)
    second = objects.kosd(study, images[2:], title=("113009", "DCM", "For Conference"), ContentDate="20240215",
                          ContentTime="080000", InstanceNumber="2")
    second.SeriesInstanceUID = first.SeriesInstanceUID
    objects.write(tmp_path / "in", *images, first, second)
    server.take_in(tmp_path / "in")
    server.wait_until_registered()
    return server, images, first, second


def uids(matches, keyword="SOPInstanceUID"):
    return sorted(getattr(match, keyword) for match in matches)


STUDY_KEYS = {"StudyDate": "20240131", "StudyTime": "101500", "AccessionNumber": "ACC-77", "PatientName": "müller^jürgen",
              "PatientID": "P-77", "IssuerOfPatientID": "HOSP", "PatientBirthDate": "19700102", "PatientSex": "F",
              "StudyID": "S77", "StudyDescription": "Chest", "ReferringPhysicianName": "UBERWEISER^*",
              "ModalitiesInStudy": "KO", "SOPClassesInStudy": KOSD}


@pytest.mark.parametrize("transfer_syntax", [IMPLICIT, None])
def test_each_key_of_a_study_matches_and_returns(site_with_study, study, transfer_syntax):
    site, *_ = site_with_study
    more = {"transfer_syntax": transfer_syntax} if transfer_syntax else {}
    with QueryAssociation(site.dicom_port, **more) as peer:
        for keyword, value in STUDY_KEYS.items():
            (match,) = peer.find(identifier("STUDY", **{keyword: value}))
            assert match.StudyInstanceUID == study.uid and match[keyword].value, keyword
            other = "1.2.3" if keyword == "SOPClassesInStudy" else "19990101" if "Date" in keyword else "03" \
                if "Time" in keyword else "X"
            assert not peer.find(identifier("STUDY", **{keyword: other})), keyword
        (match,) = peer.find(identifier("STUDY", StudyInstanceUID=study.uid, PatientName="", ModalitiesInStudy="",
                                        NumberOfStudyRelatedSeries="", NumberOfStudyRelatedInstances=""))
    assert match.PatientName == "Müller^Jürgen"
    assert list(match.ModalitiesInStudy) == ["CT", "KO"]
    assert (match.NumberOfStudyRelatedSeries, match.NumberOfStudyRelatedInstances) == (2, 5)
    assert (match.RetrieveAETitle, match.InstanceAvailability) == ("KINOTE", "ONLINE")


def test_each_key_of_a_series_matches_and_returns(site_with_study, study):
    site, images, *_ = site_with_study
    keys = {"Modality": "CT", "SeriesNumber": "1", "SeriesDescription": "Th*", "PerformedProcedureStepStartDate": "-20240201",
            "PerformedProcedureStepStartTime": "10-11", "SeriesInstanceUID": images[0].SeriesInstanceUID,
            "RequestAttributesSequence": {"RequestedProcedureID": "RP-1", "ScheduledProcedureStepID": "SPS*"}}
    with QueryAssociation(site.dicom_port) as peer:
        for keyword, value in keys.items():
            (match,) = peer.find(identifier("SERIES", StudyInstanceUID=study.uid, NumberOfSeriesRelatedInstances="",
                                            **{keyword: value}))
            assert match.SeriesInstanceUID == images[0].SeriesInstanceUID and match[keyword].value, keyword
            assert match.NumberOfSeriesRelatedInstances == 3
        notes = peer.find(identifier("SERIES", StudyInstanceUID=study.uid, Modality="KO"))
        assert len(notes) == 1
        assert not peer.find(identifier("SERIES", StudyInstanceUID=study.uid, SeriesDescription="Thick"))


KOSD_KEYS = {"SOPClassUID": KOSD, "InstanceNumber": "1", "ContentDate": "20240101-20240131", "ContentTime": "1112",
             "ObservationDateTime": "20240131101500+0000",
             "ReferencedRequestSequence": {"AccessionNumber": "ACC-77", "RequestedProcedureID": "RP-?"},
             "ConceptNameCodeSequence": {"CodeValue": "113000", "CodingSchemeDesignator": "DCM", "CodeMeaning": ""},
             "ContentSequence": {"TextValue": "Nod*"}}


def test_each_key_of_a_note_matches_and_returns(site_with_study, study):
    site, _, first, second = site_with_study
    within = {"StudyInstanceUID": study.uid, "SeriesInstanceUID": first.SeriesInstanceUID}
    with QueryAssociation(site.dicom_port) as peer:
        for keyword, value in KOSD_KEYS.items():
            matches = peer.find(identifier("IMAGE", **within, **{keyword: value}))
            wanted = [first, second] if keyword == "SOPClassUID" else [first]
            assert uids(matches) == uids(wanted), keyword
            assert all(match[keyword].value for match in matches), keyword
        template = {"TemplateIdentifier": "2010", "MappingResource": "DCMR"}
        assert len(peer.find(identifier("IMAGE", **within, ContentTemplateSequence=template))) == 2
        (match,) = peer.find(identifier("IMAGE", **within, SOPInstanceUID=first.SOPInstanceUID, TimezoneOffsetFromUTC="",
                                        CurrentRequestedProcedureEvidenceSequence={}, IdenticalDocumentsSequence={}))
    assert match.TimezoneOffsetFromUTC == "+0100"
    assert match.CurrentRequestedProcedureEvidenceSequence == first.CurrentRequestedProcedureEvidenceSequence
    assert match.IdenticalDocumentsSequence[0].StudyInstanceUID == study.uid


def test_notes_are_found_in_one_question_where_that_was_agreed(site_with_study, study):
    site, images, first, second = site_with_study
    notes = identifier("IMAGE", StudyInstanceUID=study.uid, SOPClassUID=KOSD)
    with QueryAssociation(site.dicom_port, options=RELATIONAL) as peer:
        assert uids(peer.find(notes)) == uids([first, second])
        assert len(peer.find(identifier("IMAGE"))) == 5
        assert uids(peer.find(identifier("IMAGE", SOPInstanceUID=images[0].SOPInstanceUID))) == uids(images[:1])
    with QueryAssociation(site.dicom_port) as peer:
        assert not peer.find(notes, last=WRONG_IDENTIFIER)
        assert "SeriesInstanceUID" in peer.error_comment
        assert not peer.find(identifier("SERIES"), last=WRONG_IDENTIFIER)
        assert "StudyInstanceUID" in peer.error_comment
    with QueryAssociation(site.dicom_port, PATIENT_ROOT) as peer:
        assert not peer.find(identifier("STUDY", StudyInstanceUID=study.uid), last=WRONG_IDENTIFIER)
        assert len(peer.find(identifier("STUDY", PatientID="P-77"))) == 1
        assert len(peer.find(identifier("PATIENT", PatientName="MUL*", NumberOfPatientRelatedInstances=""))) == 1


def test_dates_and_times_are_combined_where_that_was_agreed(site_with_study):
    site, *_ = site_with_study
    night = identifier("STUDY", StudyDate="20240130-20240131", StudyTime="2200-1030")
    with QueryAssociation(site.dicom_port, options=WITH_DATE_TIMES) as peer:
        assert len(peer.find(night)) == 1
    with QueryAssociation(site.dicom_port) as peer:
        assert not peer.find(night)


def test_unknown_keys_are_told_and_returned_empty(site_with_study):
    site, *_ = site_with_study
    with QueryAssociation(site.dicom_port) as peer:
        (match,) = peer.find(identifier("STUDY", BodyPartExamined="CHEST", ProcedureCodeSequence={"CodeValue": "1"}),
                             pending=UNSUPPORTED_KEYS)
    assert not match.BodyPartExamined and not match.ProcedureCodeSequence


def test_findscu_of_dcmtk_is_answered(site_with_study, study):
    site, *_ = site_with_study
    code, said = run_tool("findscu", "-S", "-v", "-aec", "KINOTE", "127.0.0.1", site.dicom_port,
                          "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName=muller*", "-k", "StudyInstanceUID",
                          "-k", "ModalitiesInStudy", "-k", "NumberOfStudyRelatedInstances")
    assert code == 0 and study.uid in said and "[CT\\KO" in said, said
    code, said = run_tool("findscu", "-S", "-v", "-aec", "KINOTE", "127.0.0.1", site.dicom_port,
                          "-k", "QueryRetrieveLevel=SERIES", "-k", "Modality=KO")
    assert "DataSetDoesNotMatchSOPClass" in said, said


def test_hidden_objects_are_gone_from_answers_and_counts_at_once(site_with_study, study):
    site, images, first, second = site_with_study
    counts = identifier("STUDY", StudyInstanceUID=study.uid, ModalitiesInStudy="", NumberOfStudyRelatedSeries="",
                        NumberOfStudyRelatedInstances="", NumberOfPatientRelatedInstances="")

    def mark(action, *words):
        assert site.run(("deletions", action), "--study", study.uid, *words).exit_code == 0

    with QueryAssociation(site.dicom_port, options=RELATIONAL) as peer:
        mark("mark", "--object", first.SOPInstanceUID)
        assert uids(peer.find(identifier("IMAGE", SOPClassUID=KOSD))) == uids([second])
        mark("mark", "--object", second.SOPInstanceUID)
        (match,) = peer.find(counts)
        assert match.ModalitiesInStudy == "CT"
        assert (match.NumberOfStudyRelatedSeries, match.NumberOfStudyRelatedInstances) == (1, 3)
        assert match.NumberOfPatientRelatedInstances == 3
        assert not peer.find(identifier("SERIES", StudyInstanceUID=study.uid, Modality="KO"))
        assert not peer.find(identifier("IMAGE", SOPInstanceUID=first.SOPInstanceUID))
        mark("undo", "--object", first.SOPInstanceUID)
        assert uids(peer.find(identifier("IMAGE", SOPClassUID=KOSD))) == uids([first])
        mark("mark")
        assert not peer.find(counts)
        assert not peer.find(identifier("IMAGE"))


def test_a_query_makes_no_kosd(server, study, tmp_path):
    image = objects.image(study)
    objects.write(tmp_path / "in", image)
    server.take_in(tmp_path / "in")
    note = {"study_instance_uid": study.uid, "title": {"value": "113000", "scheme": "DCM"}, "author": "Reader^Anna",
            "references": [{"sop_instance_uid": image.SOPInstanceUID}]}
    made = server.api.request("/api/notes", "POST", {"Content-Type": "application/json"}, json.dumps(note).encode())
    assert made.status == 201, made
    with QueryAssociation(server.dicom_port, options=RELATIONAL) as peer:
        (match,) = peer.find(identifier("STUDY", ModalitiesInStudy="", NumberOfStudyRelatedInstances=""))
        assert (match.ModalitiesInStudy, match.NumberOfStudyRelatedInstances) == ("CT", 1)
        assert not peer.find(identifier("IMAGE", SOPClassUID=KOSD))
    assert server.rows.one("SELECT count(*) FROM kosd") == 0


def test_the_check_of_the_configuration_says_what_readers_miss(server, study, tmp_path):
    image = objects.image(study)
    server.take_in(save(tmp_path / "objects", image))
    with QueryAssociation(server.dicom_port) as association:
        assert association.find(identifier("SERIES", StudyInstanceUID=study.uid, Modality="KO")) == []
        assert "KOSDs" not in server.run(("config", "check")).output, "there is no note: nothing is missed"
        make_note(server, tmp_path, study, [refer(image)])
        assert association.find(identifier("SERIES", StudyInstanceUID=study.uid, Modality="MR")) == []
        assert "KOSDs" not in server.run(("config", "check")).output, "nobody asked for them"
        assert association.find(identifier("SERIES", StudyInstanceUID=study.uid, Modality="KO")) == []
    checked = server.run(("config", "check"))
    assert checked.exit_code == 0 and "set kosd.create_in_background = true" in checked.output
    checked = server.run(("config", "check"), environment={"KINOTE_KOSD_CREATE_IN_BACKGROUND": "true"})
    assert "create_in_background" not in checked.output


def test_orthanc_queries_kinote(site_with_study, study, tmp_path):
    site, _, first, _ = site_with_study
    orthanc = OrthancPeer(tmp_path / "orthanc", site.dicom_port)
    try:
        found = orthanc.query("Study", {"PatientName": "MULLER*", "StudyInstanceUID": "", "ModalitiesInStudy": "KO"})
        assert [one["StudyInstanceUID"] for one in found] == [study.uid]
        found = orthanc.query("Series", {"StudyInstanceUID": study.uid, "Modality": "KO", "SeriesInstanceUID": ""})
        assert [one["SeriesInstanceUID"] for one in found] == [first.SeriesInstanceUID]
        found = orthanc.query("Instance", {"StudyInstanceUID": study.uid, "SeriesInstanceUID": first.SeriesInstanceUID,
                                           "SOPInstanceUID": ""})
        assert len(found) == 2
        assert orthanc.query("Patient", {"PatientID": "P-77", "PatientName": ""})[0]["PatientID"] == "P-77"
    finally:
        orthanc.end()


def test_a_cancel_ends_a_query(sqlite_server, tmp_path):
    studies = [objects.Study(patient_id=f"P-{number}") for number in range(300)]
    objects.write(tmp_path / "in", *[objects.image(one) for one in studies])
    sqlite_server.take_in(tmp_path / "in")
    with QueryAssociation(sqlite_server.dicom_port) as peer:
        peer.ask_and_cancel(identifier("STUDY", StudyDescription=""))
        count = 0
        while (answer := peer.answer())[1] is not None:
            count += 1
        assert answer[0] == CANCELLED and count < 300
        assert len(peer.find(identifier("STUDY"))) == 300


def test_hostile_identifiers_are_refused_and_the_next_one_answered(site_with_study):
    site, *_ = site_with_study
    deep = objects.Dataset()
    for _ in range(40):
        outer = objects.Dataset()
        outer.ContentSequence = objects.Sequence([deep])
        deep = outer
    two_items = identifier("IMAGE")
    two_items.ConceptNameCodeSequence = objects.Sequence([objects.Dataset(), objects.Dataset()])
    hostile = [identifier(None), identifier("ROOM"), identifier("STUDY", StudyDate="yesterday"),
               identifier("STUDY", StudyDescription="*a?" * 2000), identifier("STUDY", ModalitiesInStudy=["CT", "MR"]),
               identifier("STUDY", StudyInstanceUID=["1.2.%d" % number for number in range(6000)]), two_items]
    nested = identifier("IMAGE")
    nested.ContentSequence = deep.ContentSequence
    many = identifier("STUDY")
    for number in range(200):
        for group in (0x0009, 0x000B, 0x000D):
            many.private_block(group, "SCENARIO", create=True).add_new(number, "LO", "")
    with QueryAssociation(site.dicom_port, options=RELATIONAL) as peer:
        for asked in [*hostile, nested, many]:
            assert not peer.find(asked, last=WRONG_IDENTIFIER)
        assert len(peer.find(identifier("STUDY"))) == 1
        assert not peer.find(identifier("STUDY", StudyDescription="*?" * 300 + "b"))
    for garbage in (b"", b"\xff" * 1000, encoded(identifier("STUDY"))[:-3]):
        with QueryAssociation(site.dicom_port) as peer:
            peer.ask(garbage)
            try:
                assert peer.answer()[1] is None
            except PeerGone:
                pass  # an association may end over that
    with QueryAssociation(site.dicom_port) as peer:
        assert len(peer.find(identifier("STUDY"))) == 1


def test_whoever_may_not_call_may_not_ask(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text('[dicom]\ncalling_ae_titles = ["READER"]\n')
    sqlite_site.start("--config", file)
    with pytest.raises(PeerGone):
        QueryAssociation(sqlite_site.dicom_port)
    with QueryAssociation(sqlite_site.dicom_port, calling="READER") as peer:
        assert not peer.find(identifier("STUDY"))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_matches(sqlite_server, tmp_path):
    images = [objects.image(objects.Study(patient_id=f"P-{number}")) for number in range(3000)]
    objects.write(tmp_path / "in", *images)
    sqlite_server.take_in(tmp_path / "in")
    with QueryAssociation(sqlite_server.dicom_port, options=RELATIONAL) as peer:
        assert len(peer.find(identifier("STUDY", PatientID="P-1*", StudyDescription=""))) > 1000
        before = peak_memory(sqlite_server.server.pid)
        for level in ("STUDY", "SERIES", "IMAGE"):
            assert len(peer.find(identifier(level, StudyDescription=""))) == 3000
        assert peak_memory(sqlite_server.server.pid) - before < 8 * 1024 * 1024


def test_many_ask_at_once(site_with_study, study):
    site, *_ = site_with_study
    found = []

    def ask():
        with QueryAssociation(site.dicom_port) as peer:
            for _ in range(20):
                found.extend(peer.find(identifier("STUDY", PatientName="mul*", NumberOfStudyRelatedInstances="")))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(found) == 160 and all(match.NumberOfStudyRelatedInstances == 5 for match in found)
