"""DICOMweb in XML: the Native DICOM Model, held against DCMTK's of the same objects and against the JSON of the same answer."""

import base64
import subprocess

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

import native_xml
import objects
from dicomweb import get, parts, value
from test_dicomweb_store import body_of, post

XML = 'multipart/related; type="application/dicom+xml"'
JSON = "application/dicom+json"
HOSTILE = "a\0b\x1b\x0c<script>alert(1)</script> ]]> <![CDATA[ &amp; \"'"


def item(**attributes):
    made = Dataset()
    for keyword, one in attributes.items():
        setattr(made, keyword, one)
    return made


def address(one):
    return f"/studies/{one.StudyInstanceUID}/series/{one.SeriesInstanceUID}/instances/{one.SOPInstanceUID}"


def rich_image(study):
    """Every kind of value."""
    image = objects.image(study, ImageType=["ORIGINAL", "", "AXIAL"], WindowCenter=["40", "-1000.50"],
                          ImageComments="first\r\n\tsecond & <third>", FrameIncrementPointer=[0x00181063, 0x00181065],
                          ImagePositionPatient=["0", "-.5", "1e3"], AcquisitionDuration=0.1,
                          OperatorsName=["Yamada^Tarou=山田^太郎=やまだ^たろう", "Last^First^Middle^Dr^Jr"],
                          ICCProfile=bytes(range(200)))
    inner = item(CodeValue="T-A0100", CodingSchemeDesignator="SRT", CodeMeaning="<Brain>")
    image.ReferencedImageSequence = Sequence([item(ReferencedSOPClassUID="1.2.3", AnatomicRegionSequence=Sequence([inner])),
                                              Dataset()])
    image.RequestAttributesSequence = Sequence()
    image.add_new(0x00090010, "LO", "ACME 1.0")  # DCMTK does not escape what stands in attributes
    image.add_new(0x00091001, "LO", "said by ACME")
    image.add_new(0x00091002, "OB", b"\x01\x02")
    image.add_new(0x00091003, "OW", bytes(4000))
    image.add_new(0x60003000, "OW", b"\x01\x00" * 16)
    return image


@pytest.fixture
def filled(sqlite_server, tmp_path):
    study = objects.Study("P-1", "Müller^Jürgen=山田^太郎")
    image = rich_image(study)
    note = objects.kosd(study, [image], "Look <here> & there", author="Reader^Anna")
    sqlite_server.study, sqlite_server.all = study, [image, note]
    sqlite_server.take_in("--threads", "1", *objects.write(tmp_path / "in", image, note))
    sqlite_server.wait_until_registered()
    return sqlite_server


def documents(site, path, accept=XML):
    answer = get(site, path, accept)
    assert 'type="application/dicom+xml"' in answer.headers["Content-Type"] and answer.headers["Vary"] == "Accept"
    taken = parts(answer)
    assert {headers["Content-Type"] for headers, _ in taken} == {"application/dicom+xml"}
    return [body for _, body in taken]


def of_dcmtk(stored, tmp_path):
    """The same object by dcm2xml, all its values inline."""
    (tmp_path / "stored.dcm").write_bytes(stored)
    made = subprocess.run(["dcm2xml", "--native-format", "--use-xml-namespace", "--load-all", "--encode-base64",
                           "--convert-to-utf8", tmp_path / "stored.dcm"], capture_output=True, check=True)
    return native_xml.root_of(made.stdout)


def elements(root, path=()):
    """Each attribute by where it stands, with what it says of itself and its children that hold values."""
    for attribute in root:
        here = (*path, attribute.get("tag"), attribute.get("privateCreator"))
        yield here, attribute
        for one in attribute:
            if one.tag == "Item":
                yield from elements(one, (*here, one.get("number")))


def told(attribute):
    """Values as DCMTK and kinote say them alike: numbers by what they are."""
    if attribute.get("vr") == "SQ":
        return [one.get("number") for one in attribute]
    is_number = attribute.get("vr") in native_xml.NUMBERS
    return [(one.tag, one.get("number"), native_xml.number(one.text) if is_number else one.text or "")
            if not len(one) else (one.tag, one.get("number")) for one in attribute.iter()][1:]


def bytes_of(site, element):
    if element.tag == "InlineBinary":
        return base64.b64decode(element.text)
    return get(site, element.get("uri").partition("/dicom-web")[2], "application/octet-stream").body


def little_endian(vr, of_dcmtk_alone):
    """DCMTK writes words with the high byte first in Base64, and PS3.19 means Explicit VR Little Endian."""
    if vr != "OW":
        return of_dcmtk_alone
    return b"".join(of_dcmtk_alone[at:at + 2][::-1] for at in range(0, len(of_dcmtk_alone), 2))


def assert_same(site, ours, theirs):
    ours, theirs = dict(elements(ours)), dict(elements(theirs))
    assert list(ours) == list(theirs)
    for place, attribute in ours.items():
        other = theirs[place]
        assert attribute.get("vr") == other.get("vr"), place
        if other.get("keyword"):
            assert attribute.get("keyword") == other.get("keyword"), place
        if len(other) and other[0].tag == "InlineBinary":
            assert bytes_of(site, attribute[0]) == little_endian(other.get("vr"), base64.b64decode(other[0].text)), place
        elif attribute.get("tag") == "00080005":
            assert attribute[0].text == "ISO_IR 192"
        else:
            assert told(attribute) == told(other), place


def test_objects_are_told_as_dcmtk_tells_them(filled, tmp_path):
    for one, told_in_xml in zip(filled.all, documents(filled, f"/studies/{filled.study.uid}/metadata")):
        stored = filled.stored_object(str(one.SOPInstanceUID))
        assert_same(filled, native_xml.root_of(told_in_xml), of_dcmtk(stored, tmp_path))


def test_xml_says_what_json_says(filled):
    study = f"/studies/{filled.study.uid}"
    image = address(filled.all[0])
    for path in (f"{study}/metadata", f"{image.partition('/instances')[0]}/metadata", f"{image}/metadata",
                 "/studies?includefield=all", "/series?includefield=all", "/instances?includefield=all", f"{study}/series",
                 f"{study}/instances?includefield=all", "/studies?includefield=noteTitle,hasKeyImages"):
        expected = native_xml.with_plain_numbers(get(filled, path, JSON).json)
        assert expected and [native_xml.read(one) for one in documents(filled, path)] == expected, path


def test_who_gets_xml(filled):
    for path in (f"/studies/{filled.study.uid}/metadata", "/studies"):
        for accept in (None, "*/*", "application/*", f"{JSON}, {XML};q=0.5", f"{XML};q=0.5, */*"):
            assert get(filled, path, accept).headers["Content-Type"] == JSON, accept
        for accept in (f"{XML}, */*;q=0.1", "multipart/related", f"{JSON};q=0.4, {XML};q=0.5"):
            assert documents(filled, path, accept), accept
        assert parts(get(filled, f"{path}?accept=multipart/related;type=%22application/dicom%2Bxml%22", JSON))
        refused = get(filled, path, "application/dicom+xml", status=406)
        assert XML in refused.json["error"]["message"], "what can be had is said"
    assert get(filled, "/studies?PatientID=nobody", XML, status=204).body == b""
    assert get(filled, "/studies?fuzzymatching=true", XML).headers["Warning"].startswith("299 ")


def test_many_matches_come_as_so_many_documents(sqlite_server, tmp_path):
    made = [objects.image(objects.Study(f"P-{number}")) for number in range(150)]
    sqlite_server.take_in(*objects.write(tmp_path / "in", *made))
    sqlite_server.wait_until_registered()
    found = [native_xml.read(one) for one in documents(sqlite_server, "/studies")]
    assert {value(one, "00100020") for one in found} == {f"P-{number}" for number in range(150)}
    assert len(documents(sqlite_server, "/studies?limit=7&offset=3")) == 7


def test_hostile_texts_are_well_formed_and_stay_texts(sqlite_server, tmp_path):
    study = objects.Study("P-<1>", HOSTILE[4:] + "^X=山田^太郎", StudyDescription="]]><x/>", AccessionNumber="A&B\x07")
    image = objects.image(study, ImageComments=HOSTILE + "\uffff\ufffe\x85\u2028")
    image.add_new(0x00090010, "LO", 'E"<>&\x01')
    image.add_new(0x00091001, "UT", HOSTILE)
    sqlite_server.take_in(*objects.write(tmp_path / "in", image))
    sqlite_server.wait_until_registered()
    for path in (f"{address(image)}/metadata", "/studies?includefield=all"):
        ((document),) = documents(sqlite_server, path)
        (in_json,) = get(sqlite_server, path, JSON).json
        read = native_xml.read(document)
        assert list(read) == list(in_json) and b"<script" not in document and b"<x/>" not in document
        for tag, one in read.items():
            expected = in_json[tag].get("Value", [None])[0]
            if isinstance(expected, str):
                assert one["Value"][0] == "".join("\ufffd" if is_impossible(letter) else letter for letter in expected), tag
        assert read["00100010"]["Value"][0]["Ideographic"] == "山田^太郎"


def is_impossible(letter):
    """XML 1.0, production 2."""
    return (ord(letter) < 0x20 and letter not in "\t\n\r") or letter in "\ufffe\uffff"


def test_a_store_request_is_answered_in_xml_where_that_is_asked_for(sqlite_server):
    study = objects.Study("P-1", "Müller^Jürgen")
    image, other = objects.image(study), objects.image(objects.Study())
    answer = post(sqlite_server, body_of(image, other, b"no DICOM at all"), 202, f"/studies/{study.uid}",
                  Accept="application/dicom+xml")
    assert answer.headers["Content-Type"] == "application/dicom+xml"
    again = post(sqlite_server, body_of(image, other, b"no DICOM at all"), 202, f"/studies/{study.uid}", Accept=JSON)
    assert native_xml.read(answer.body) == native_xml.with_plain_numbers(again.json)
    root = native_xml.root_of(answer.body)
    assert root.find("./DicomAttribute[@keyword='FailedSOPSequence']/Item/DicomAttribute[@privateCreator='KINOTE']") is not None
    assert post(sqlite_server, body_of(image), Accept="*/*").headers["Content-Type"] == JSON
    refused = post(sqlite_server, body_of(image), 406, Accept=XML)
    assert "application/dicom+xml" in refused.json["error"]["message"]
