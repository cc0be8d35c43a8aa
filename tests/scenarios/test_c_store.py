"""C-STORE as modalities, archives and workstations speak it."""

import signal
import threading

import pytest
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

import objects
from dicom_network import EXPLICIT, IMPLICIT, VERIFICATION, Association, PeerGone, run_tool
from kinote_site import eventually

SUCCESS, DUPLICATE, DOES_NOT_MATCH, CANNOT_UNDERSTAND = 0x0000, 0x0111, 0xA900, 0xC000


def send(site, *objects_or_files, context=None):
    """Sends each over one association; gives the statuses."""
    contents = [one if isinstance(one, bytes) else objects.part10(one) for one in objects_or_files]
    headers = [objects.header(content) for content in contents]
    contexts = sorted({(str(one.SOPClassUID), str(one.file_meta.TransferSyntaxUID)) for one in headers})
    statuses = []
    with Association(site.dicom_port, contexts) as association:
        for content, one in zip(contents, headers):
            of_object = context or (str(one.SOPClassUID), str(one.file_meta.TransferSyntaxUID))
            statuses.append(association.store(of_object, one.SOPInstanceUID, objects.data_set_bytes(content)))
        association.release()
    return statuses


def same_data_set(site, uid, content):
    stored = site.stored_object(uid)
    return stored is not None and objects.data_set_bytes(stored) == objects.data_set_bytes(content)


def test_verification_is_answered(server):
    code, said = run_tool("echoscu", "-v", "-aec", "KINOTE", "127.0.0.1", server.dicom_port)
    assert code == 0 and "Success" in said


def test_objects_lie_in_the_cache_byte_for_byte_as_they_came(server):
    study = objects.Study()
    made = [objects.image(study), objects.image(study, size=256), objects.image(study, size=64, frames=30),
            objects.image(study, size=256, transfer_syntax=ImplicitVRLittleEndian),
            objects.image(study, transfer_syntax=ExplicitVRBigEndian), objects.kosd(study, [objects.image(study)])]
    contents = [objects.part10(one) for one in made]
    assert send(server, *contents) == [SUCCESS] * len(made)
    for one, content in zip(made, contents):
        assert same_data_set(server, one.SOPInstanceUID, content)
        stored = objects.header(server.stored_object(one.SOPInstanceUID))
        assert stored.file_meta.TransferSyntaxUID == one.file_meta.TransferSyntaxUID
        assert stored.file_meta.MediaStorageSOPInstanceUID == one.SOPInstanceUID
    assert server.check_objects() == len(made)


def test_a_kosd_that_comes_before_its_images_is_resolved_when_they_come(server):
    study, other = objects.Study(), objects.Study()
    images = [objects.image(study), objects.image(study, size=256), objects.image(other)]
    note = objects.kosd(study, images, "early")
    assert send(server, note) == [SUCCESS]
    server.wait_until_registered()
    references = server.api.notes(study.uid)[0]["references"]
    assert [one["present"] for one in references] == [False] * 3
    assert send(server, images[1]) == [SUCCESS]
    assert [one["present"] for one in server.api.notes(study.uid)[0]["references"]] == [False, True, False]
    assert send(server, images[0], images[2]) == [SUCCESS] * 2
    server.wait_until_registered()
    for study_uid in (study.uid, other.uid):
        shown, = server.api.notes(study_uid)
        assert [one["present"] for one in shown["references"]] == [True] * 3
        assert [one["study_instance_uid"] for one in shown["references"]] == [study.uid, study.uid, other.uid]
        assert not [finding for finding in shown["findings"] if finding["rule"] == "K34"], shown["findings"]


def test_a_kosd_without_evidence_learns_study_and_series_from_the_objects_that_come(server):
    study = objects.Study()
    image = objects.image(study)
    assert send(server, objects.kosd(study, [image], CurrentRequestedProcedureEvidenceSequence=None)) == [SUCCESS]
    server.wait_until_registered()
    before = server.api.notes(study.uid)[0]["references"][0]
    assert before["series_instance_uid"] is None and not before["present"]
    assert send(server, image) == [SUCCESS]
    after = server.api.notes(study.uid)[0]["references"][0]
    assert after["series_instance_uid"] == study.series_uid and after["present"]


@pytest.mark.parametrize("option", ["-xi", "-xe", "-xb"])
def test_kosds_are_taken_in_every_uncompressed_transfer_syntax(sqlite_server, tmp_path, option):
    study = objects.Study()
    made = objects.kosd(study, [objects.image(study)], "Ümläut")
    path, = objects.write(tmp_path, made)
    code, said = run_tool("storescu", "-v", option, "-aec", "KINOTE", "127.0.0.1", sqlite_server.dicom_port, path)
    assert code == 0, said
    sqlite_server.wait_until_registered()
    shown, = sqlite_server.api.notes(study.uid)
    assert shown["description"] == "Ümläut"


def test_what_is_offered_in_an_unknown_class_or_syntax_is_rejected_and_the_rest_is_taken(sqlite_server):
    contexts = [(objects.KOSD, EXPLICIT), (objects.KOSD, "1.2.3.4.5"), ("1.2.3.4.6", EXPLICIT),
                ("1.2.840.10008.5.1.4.31", IMPLICIT), (VERIFICATION, IMPLICIT)]
    with Association(sqlite_server.dicom_port, contexts) as association:
        assert set(association.accepted) == {(objects.KOSD, EXPLICIT), (VERIFICATION, IMPLICIT)}
        association.release()


def test_further_classes_and_syntaxes_are_taken_by_configuration(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text('[dicom]\nstorage_classes = ["1.2.3.4.6"]\ntransfer_syntaxes = ["1.2.3.4.5"]\n')
    sqlite_site.start("--config", file)
    contexts = [(objects.KOSD, "1.2.3.4.5"), ("1.2.3.4.6", EXPLICIT)]
    with Association(sqlite_site.dicom_port, contexts) as association:
        assert set(association.accepted) == set(contexts)
        image = objects.image(objects.Study(), SOPClassUID="1.2.3.4.6")
        data_set = objects.data_set_bytes(objects.part10(image))
        assert association.store(("1.2.3.4.6", EXPLICIT), image.SOPInstanceUID, data_set) == SUCCESS
        association.release()


def test_equal_content_again_succeeds_and_other_content_is_a_duplicate_that_is_raised(server):
    study = objects.Study()
    small, large = objects.image(study), objects.image(study, size=256)
    for image in (small, large):
        first = objects.part10(image)
        assert send(server, first, first) == [SUCCESS] * 2
        again = objects.image(study, size=image.Rows, transfer_syntax=ImplicitVRLittleEndian,
                              SOPInstanceUID=image.SOPInstanceUID)
        assert send(server, again) == [SUCCESS]
        image.PatientComments = "other"
        assert send(server, image) == [DUPLICATE]
        assert same_data_set(server, image.SOPInstanceUID, first)
        raised, = [one for one in server.api.exceptions() if one["sop_instance_uid"] == image.SOPInstanceUID]
        assert raised["cause"] == "other_content" and "SCENARIO" in raised["message"] and raised["remedy"]
    assert server.rows.one("SELECT count(*) FROM refused_object WHERE path IS NOT NULL") == 2
    assert server.check_objects() == 2


def test_a_command_that_is_not_its_data_set_is_answered_a900_and_nothing_is_kept(server):
    study = objects.Study()
    for image in (objects.image(study), objects.image(study, size=256)):
        data_set = objects.data_set_bytes(objects.part10(image))
        with Association(server.dicom_port, [(objects.CT_IMAGE, EXPLICIT), (objects.KOSD, EXPLICIT)]) as association:
            assert association.store((objects.CT_IMAGE, EXPLICIT), "1.2.3.4", data_set) == DOES_NOT_MATCH
            assert association.store((objects.KOSD, EXPLICIT), image.SOPInstanceUID, data_set) == DOES_NOT_MATCH
            association.release()
    assert server.rows.one("SELECT count(*) FROM instance") == 0
    assert server.cache_files() == []
    assert any("SCENARIO" in one["message"] for one in server.api.exceptions())


def unlike(name):
    """A data set of an image that lacks something which an index needs."""
    image = objects.image(objects.Study())
    uid = image.SOPInstanceUID
    if name == "no study":
        del image.StudyInstanceUID
    elif name == "no series":
        del image.SeriesInstanceUID
    elif name == "empty study":
        image.StudyInstanceUID = ""
    elif name == "study is no UID":
        image.StudyInstanceUID = "1.2.hello"
    elif name == "series is too long":
        image.SeriesInstanceUID = "1." + "2" * 80
    content = objects.data_set_bytes(objects.part10(image))
    if name == "noise":
        content = bytes(range(256)) * 40
    elif name == "nothing":
        content = b""
    elif name == "cut in the header":
        content = content[:100]
    return uid, content


@pytest.mark.parametrize("name", ["no study", "no series", "empty study", "study is no UID", "series is too long",
                                  "noise", "nothing", "cut in the header"])
def test_what_cannot_be_understood_is_answered_c000_kept_nowhere_and_raised(sqlite_server, name):
    uid, content = unlike(name)
    with Association(sqlite_server.dicom_port, [(objects.CT_IMAGE, EXPLICIT)]) as association:
        status = association.store((objects.CT_IMAGE, EXPLICIT), uid, content)
        assert status & 0xF000 == CANNOT_UNDERSTAND, hex(status)
        image = objects.image(objects.Study())
        data_set = objects.data_set_bytes(objects.part10(image))
        assert association.store((objects.CT_IMAGE, EXPLICIT), image.SOPInstanceUID, data_set) == SUCCESS
        association.release()
    assert sqlite_server.rows.one("SELECT count(*) FROM instance") == 1
    assert sqlite_server.cache_files() == []
    raised, = sqlite_server.api.exceptions()
    assert raised["sop_instance_uid"] == uid and "SCENARIO" in raised["message"] and raised["remedy"]
    assert uid in sqlite_server.log() or "SCENARIO" in sqlite_server.log()


def test_many_associations_at_once(server):
    study = objects.Study()
    batches = [[objects.part10(objects.image(study, size=16 if number % 4 else 200)) for number in range(12)]
               for _ in range(16)]
    answers = [None] * len(batches)

    def send_batch(number):
        answers[number] = send(server, *batches[number])

    threads = [threading.Thread(target=send_batch, args=(number,)) for number in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert answers == [[SUCCESS] * 12] * 16
    assert server.check_objects() == 16 * 12
    stored = server.stored_objects()
    for content in (one for batch in batches for one in batch):
        assert objects.data_set_bytes(stored[objects.header(content).SOPInstanceUID]) == objects.data_set_bytes(content)


def test_one_object_over_many_associations_at_once_is_stored_once(server):
    content = objects.part10(objects.image(objects.Study(), size=256))
    answers = []
    threads = [threading.Thread(target=lambda: answers.extend(send(server, content))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert answers == [SUCCESS] * 12
    assert server.rows.one("SELECT count(*) FROM instance") == 1
    assert len(server.cache_files()) == 1


def test_associations_beyond_the_limit_are_rejected_and_later_ones_taken(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text("[dicom]\nmost_associations = 3\n")
    sqlite_site.start("--config", file)
    held = [Association(sqlite_site.dicom_port, [(VERIFICATION, IMPLICIT)]) for _ in range(3)]
    with pytest.raises(PeerGone):
        Association(sqlite_site.dicom_port, [(VERIFICATION, IMPLICIT)])
    for association in held:
        assert association.echo() == SUCCESS
        association.release()
    with Association(sqlite_site.dicom_port, [(VERIFICATION, IMPLICIT)]) as association:
        assert association.echo() == SUCCESS


def test_a_stop_lets_an_object_that_is_being_received_end(server):
    image = objects.image(objects.Study(), size=1024)
    content = objects.part10(image)
    data_set, context = objects.data_set_bytes(content), (objects.CT_IMAGE, EXPLICIT)
    with Association(server.dicom_port, [context]) as association:
        association.begin_store(context, image.SOPInstanceUID, data_set[:1_000_000], is_complete=False)
        eventually(server.cache_files, "the object begun")
        server.server.send_signal(signal.SIGTERM)
        eventually(lambda: "stopping" in server.log(), "the stop begun")
        assert association.end_store(context, data_set[1_000_000:]) == SUCCESS
    assert server.stop() == (0, "")
    assert same_data_set(server, image.SOPInstanceUID, content)


def test_an_object_that_is_broken_off_leaves_nothing(server):
    image = objects.image(objects.Study(), size=1024)
    data_set, context = objects.data_set_bytes(objects.part10(image)), (objects.CT_IMAGE, EXPLICIT)
    with Association(server.dicom_port, [context]) as association:
        association.begin_store(context, image.SOPInstanceUID, data_set[:1_000_000], is_complete=False)
        eventually(server.cache_files, "the object begun")
    eventually(lambda: not server.cache_files(), "the part of the object removed")
    assert server.rows.one("SELECT count(*) FROM instance") == 0
    assert send(server, image) == [SUCCESS]


def test_senders_of_dcmtk_bring_a_study(server, tmp_path):
    study = objects.Study()
    images = [objects.image(study) for _ in range(10)]
    paths = objects.write(tmp_path / "in", *images, objects.kosd(study, images[:3], "sent"))
    code, said = run_tool("dcmsend", "-v", "-aec", "KINOTE", "127.0.0.1", server.dicom_port, *paths[:6])
    assert code == 0, said
    code, said = run_tool("storescu", "-v", "-aec", "KINOTE", "127.0.0.1", server.dicom_port, *paths[6:])
    assert code == 0, said
    server.wait_until_registered()
    shown, = server.api.notes(study.uid)
    assert [one["present"] for one in shown["references"]] == [True] * 3
    assert server.check_objects() == 11


def sendable(folder):
    """Objects of the folder that one may send: complete, with class, instance and syntax; one per SOP Instance UID."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if content[128:132] != b"DICM":
            continue
        head = objects.header(content)
        needed = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
        if all(getattr(head, keyword, None) for keyword in needed) and "TransferSyntaxUID" in head.file_meta:
            found.setdefault(str(head.SOPInstanceUID), (head, content))
    return found


def test_every_shared_image_is_taken_byte_for_byte_in_its_own_transfer_syntax(server, shared_data):
    if not shared_data:
        return
    sent = {}
    for uid, (head, content) in sendable(shared_data / "images").items():
        context = (str(head.SOPClassUID), str(head.file_meta.TransferSyntaxUID))
        with Association(server.dicom_port, [context]) as association:
            if context not in association.accepted:
                assert context[0].startswith(("1.2.840.10008.1.3.", "1.3.", "2.25.")), context
                continue
            status = association.store(context, uid, objects.data_set_bytes(content))
            assert status == SUCCESS, (uid, context, hex(status))
            association.release()
        sent[uid] = objects.data_set_bytes(content)
    assert len(sent) > 100
    assert server.check_objects() == len(sent)
    for uid, content in server.stored_objects().items():
        assert objects.data_set_bytes(content) == sent[uid], uid


def test_shared_images_sent_by_dcmsend_arrive(sqlite_server, shared_data):
    if not shared_data:
        return
    folder = shared_data / "images" / "kosrefs"
    code, said = run_tool("dcmsend", "-aec", "KINOTE", "+sd", "+r", "127.0.0.1", sqlite_server.dicom_port, folder)
    assert code == 0, said
    assert sqlite_server.check_objects() == len(sendable(folder))
