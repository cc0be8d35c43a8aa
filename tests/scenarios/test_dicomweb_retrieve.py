"""WADO-RS: objects, attributes, frames, pictures and pages, held against the objects that were stored."""

import hashlib
import io
import json
import pathlib
import xml.etree.ElementTree

import numpy
import pydicom
import pydicom.data
import pytest
from PIL import Image
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

import objects
from dicomweb import get, parts, value
from kinote_site import peak_memory
from pictures import jpeg_size, png_rows
from test_create_kosd import save

DICOM = 'multipart/related; type="application/dicom"'
ANY_SYNTAX = f"{DICOM}; transfer-syntax=*"
EXPLICIT = f"{DICOM}; transfer-syntax={ExplicitVRLittleEndian}"
OCTETS = 'multipart/related; type="application/octet-stream"'
JPEG_LOSSY = "JPEG-lossy.dcm"
PYDICOM_FILES = pathlib.Path(pydicom.data.__file__).parent / "test_files"


def address(one):
    return f"/studies/{one.StudyInstanceUID}/series/{one.SeriesInstanceUID}/instances/{one.SOPInstanceUID}"


def shipped(name):
    return pydicom.dcmread(PYDICOM_FILES / name, force=True)


class Filled:
    def __init__(self, site, folder):
        self.site = site
        self.study = objects.Study("P-1", "Müller^Jürgen=山田^太郎")
        self.images = [objects.image(self.study, InstanceNumber="1"),
                       objects.image(self.study, transfer_syntax=ImplicitVRLittleEndian, InstanceNumber="2"),
                       objects.image(self.study, transfer_syntax=ExplicitVRBigEndian, size=64, InstanceNumber="3")]
        self.frames = objects.image(self.study, frames=3)
        self.gone = objects.image(self.study)  # is not here
        self.kosd = objects.kosd(
            self.study, [*self.images[:1], self.gone], "Look <here> & there", author="Reader^Anna",
            items=[objects.reference(self.images[0]), objects.reference(self.frames, frames=[2, 3]),
                   objects.reference(self.gone)], evidence_of=[self.images[0], self.frames, self.gone])
        self.all = [*self.images, self.frames, self.kosd]
        site.take_in("--threads", "1", *objects.write(folder / "in", *self.all))
        site.wait_until_registered()

    def stored(self, one):
        return self.site.stored_object(str(one.SOPInstanceUID))


@pytest.fixture
def filled(server, tmp_path):
    return Filled(server, tmp_path)


@pytest.fixture
def filled_sqlite(sqlite_server, tmp_path):
    return Filled(sqlite_server, tmp_path)


def test_objects_come_byte_for_byte_as_they_are_stored(filled):
    site, study = filled.site, filled.study
    for accept in (DICOM, ANY_SYNTAX, "*/*", None):
        answer = get(site, f"/studies/{study.uid}", accept)
        taken = parts(answer)
        assert [body for _, body in taken] == [filled.stored(one) for one in filled.all]
        assert 'type="application/dicom"' in answer.headers["Content-Type"]
    assert taken[1][0]["Content-Type"] == f"application/dicom; transfer-syntax={ImplicitVRLittleEndian}"
    assert taken[1][0]["Content-Location"].endswith(address(filled.images[1]))
    of_series = parts(get(site, f"/studies/{study.uid}/series/{study.series_uid}", ANY_SYNTAX))
    assert len(of_series) == 4
    ((_, one),) = parts(get(site, address(filled.kosd), ANY_SYNTAX))
    assert one == filled.stored(filled.kosd)


def test_objects_come_in_explicit_little_endian_where_that_is_asked_for(filled_sqlite):
    taken = parts(get(filled_sqlite.site, f"/studies/{filled_sqlite.study.uid}", EXPLICIT))
    for (headers, body), stored in zip(taken, filled_sqlite.all):
        assert headers["Content-Type"].endswith(f"transfer-syntax={ExplicitVRLittleEndian}")
        read = pydicom.dcmread(io.BytesIO(body))
        assert read.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        assert read.SOPInstanceUID == stored.SOPInstanceUID and read.PatientName == stored.PatientName
        if "PixelData" in stored:
            expected = pydicom.dcmread(io.BytesIO(filled_sqlite.stored(stored))).pixel_array
            assert (read.pixel_array == expected).all()


def test_one_object_comes_as_a_body_of_its_own_in_ranges(filled_sqlite):
    site, image = filled_sqlite.site, filled_sqlite.images[0]
    whole = get(site, address(image), "application/dicom")
    assert whole.body == filled_sqlite.stored(image) and whole.headers["Accept-Ranges"] == "bytes"
    etag, size = whole.headers["ETag"], len(whole.body)
    get(site, address(image), "application/dicom", status=304, If_None_Match=etag)
    for asked, first, last in (("bytes=0-9", 0, 9), ("bytes=100-", 100, size - 1), ("bytes=-7", size - 7, size - 1),
                               (f"bytes=5-{size * 2}", 5, size - 1)):
        part = get(site, address(image), "application/dicom", status=206, Range=asked)
        assert part.body == whole.body[first:last + 1]
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    get(site, address(image), "application/dicom", status=206, Range="bytes=0-9", If_Range=etag)
    for ignored in ({"If_Range": '"other"', "Range": "bytes=0-9"}, {"Range": "bytes=0-1,3-4"}, {"Range": "lines=1-2"},
                    {"Range": "bytes=9-1"}):
        assert get(site, address(image), "application/dicom", **ignored).body == whole.body
    beyond = get(site, address(image), "application/dicom", status=416, Range=f"bytes={size}-")
    assert beyond.headers["Content-Range"] == f"bytes */{size}"
    head = get(site, address(image), "application/dicom", method="HEAD")
    assert head.body == b"" and head.headers["Content-Length"] == str(size)
    recoded = get(site, address(filled_sqlite.images[1]), f"application/dicom; transfer-syntax={ExplicitVRLittleEndian}")
    assert recoded.headers["ETag"] != get(site, address(filled_sqlite.images[1]), "application/dicom").headers["ETag"]


def test_what_cannot_be_given_is_refused_in_words(filled_sqlite, tmp_path):
    site = filled_sqlite.site
    for accept in ("text/html", 'multipart/related; type="application/dicom+xml"', "application/dicom",
                   f"{DICOM}; transfer-syntax=1.2.840.10008.1.2.4.90"):
        answer = get(site, f"/studies/{filled_sqlite.study.uid}", accept, status=406)
        assert "ask for" in answer.json["error"]["message"]
    lossy = shipped(JPEG_LOSSY)
    site.take_in(*objects.write(tmp_path / "lossy", lossy))
    refused = get(site, address(lossy), EXPLICIT, status=406)
    assert "loss" in refused.json["error"]["message"] and "JPEG" in refused.json["error"]["message"]
    get(site, address(lossy), f"{EXPLICIT}, {ANY_SYNTAX};q=0.5")
    for path in ("/studies/1.2.3", f"/studies/1.2.3/series/{filled_sqlite.study.series_uid}",
                 address(filled_sqlite.images[0]).replace(filled_sqlite.study.uid, "1.2.3"),
                 address(filled_sqlite.images[0]).replace(filled_sqlite.study.series_uid, "1.2.3"), address(filled_sqlite.gone)):
        for behind in ("", "/metadata", "/rendered", "/thumbnail"):
            assert "no such" in get(site, path + behind, status=404).json["error"]["message"]
    get(site, "/studies/x", status=400)
    get(site, f"/studies/{filled_sqlite.study.uid}?limit=1", status=400)


def without_bulk(found):
    """Numbers that stand in the JSON, and texts; what is told of by reference is left out."""
    return [element for element in found if element.VR not in ("OB", "OW", "UN")]


def test_attributes_are_those_of_the_stored_object(filled):
    site, study = filled.site, filled.study
    found = json.loads(get(site, f"/studies/{study.uid}/metadata", "application/dicom+json").body)
    assert [value(one, "00080018") for one in found] == [str(one.SOPInstanceUID) for one in filled.all]
    base = f"http://127.0.0.1:{site.api.port}/dicom-web"
    for one, stored in zip(found, filled.all):
        assert one["00080005"] == {"vr": "CS", "Value": ["ISO_IR 192"]}
        read = pydicom.Dataset.from_json(one, lambda *_: b"")
        original = pydicom.dcmread(io.BytesIO(filled.stored(stored)))
        assert without_bulk(read) == without_bulk(original)
        if "PixelData" in stored:
            assert one["7FE00010"] == {"vr": "OW", "BulkDataURI": f"{base}{address(stored)}/bulkdata/7FE00010"}
    assert found[0]["00100010"]["Value"] == [{"Alphabetic": "Müller^Jürgen", "Ideographic": "山田^太郎"}]
    kept = site.rows.all("SELECT count(*) FROM instance_metadata")
    assert kept == [(5,)], "made once, and kept"
    again = get(site, f"/studies/{study.uid}/series/{study.series_uid}/metadata")
    assert json.loads(again.body) == found[:4]
    (one,) = json.loads(get(site, address(filled.kosd) + "/metadata", "application/json").body)
    assert one == found[4] and "BulkDataURI" not in json.dumps(one), "a note is inline as a whole"
    get(site, f"/studies/{study.uid}/metadata", "text/xml", status=406)


def test_attributes_that_were_asked_for_before_are_still_those_of_what_is_visible(filled, tmp_path):
    site, study, image = filled.site, filled.study, filled.images[0]

    def told(path):
        return [value(one, "00080018") for one in get(site, path + "/metadata").json]

    in_study, in_series = f"/studies/{study.uid}", f"/studies/{study.uid}/series/{study.series_uid}"
    whole = told(in_study)
    assert told(in_study) == whole and told(in_series) == told(in_series) == whole[:4]
    site.json(("deletions", "mark"), "--study", study.uid, "--object", image.SOPInstanceUID)
    left = [one for one in whole if one != str(image.SOPInstanceUID)]
    assert told(in_study) == left and told(in_series) == left[:3]
    site.json(("deletions", "undo"), "--study", study.uid, "--object", image.SOPInstanceUID)
    assert told(in_study) == whole and told(in_series) == whole[:4]
    site.take_in(save(tmp_path / "more", one_more := objects.image(study)))
    assert told(in_study) == [*whole, str(one_more.SOPInstanceUID)]
    site.json(("deletions", "mark"), "--study", study.uid)
    get(site, in_study + "/metadata", status=404)


def test_attributes_of_many_kinds_are_read_by_pydicom(sqlite_server, tmp_path):
    """What others made: pydicom's own test files, compared with the JSON that pydicom reads back."""
    names = ["CT_small.dcm", "MR_small_bigendian.dcm", "rtplan.dcm", "rtdose.dcm", "SC_rgb_rle.dcm", "waveform_ecg.dcm", "rtstruct.dcm",
             "reportsi.dcm", "image_dfl.dcm", "JPEG2000.dcm", "liver_1frame.dcm", "test-SR.dcm"]
    sqlite_server.take_in("--threads", "1", *[PYDICOM_FILES / name for name in names])
    for name in names:
        original = pydicom.dcmread(PYDICOM_FILES / name, force=True)
        answer = sqlite_server.api.request(f"/dicom-web{address(original)}/metadata")
        assert answer.status == 200, (name, answer)
        read = pydicom.Dataset.from_json(answer.json[0], lambda *_: b"")
        for element in without_bulk(original):
            if element.tag.is_private or element.VR == "SQ" or element.tag == 0x00080005:
                continue
            found = read[element.tag]
            if element.VR in ("DS", "FL", "FD") and element.value not in (None, ""):
                assert numpy.allclose(numpy.array(found.value, float), numpy.array(element.value, float)), (name, element)
            elif element.value in (None, "", b"") or element.VM == 0:
                assert found.is_empty, (name, element)
            else:
                assert found.value == element.value, (name, element)


def test_frames_come_as_bytes(filled_sqlite, tmp_path):
    site, image = filled_sqlite.site, filled_sqlite.frames
    expected = image.PixelData
    size = len(expected) // 3
    taken = parts(get(site, address(image) + "/frames/3,1", OCTETS))
    assert [body for _, body in taken] == [expected[2 * size:], expected[:size]]
    assert taken[0][0]["Content-Type"] == f"application/octet-stream; transfer-syntax={ExplicitVRLittleEndian}"
    assert [headers["Content-Location"].rsplit("/dicom-web")[1] for headers, _ in taken] == [
        f"{address(image)}/frames/{frame}" for frame in (3, 1)]
    single = get(site, address(image) + "/frames/2", "application/octet-stream")
    assert single.body == expected[size:2 * size] and single.headers["ETag"]
    get(site, address(image) + "/frames/2", "application/octet-stream", status=206, Range="bytes=0-1")
    big_endian = filled_sqlite.images[2]
    ((_, body),) = parts(get(site, address(big_endian) + "/frames/1"))
    assert body == numpy.frombuffer(big_endian.PixelData, ">u2").astype("<u2").tobytes()
    for path, status in (("/frames/4", 404), ("/frames/0", 400), ("/frames/x", 400), ("/frames/1,,2", 400),
                         ("/frames/" + ",".join(["1"] * 1001), 400)):
        get(site, address(image) + path, OCTETS, status=status)
    get(site, address(image) + "/frames/1,2", "application/octet-stream", status=406)
    get(site, address(image) + "/frames/1", "image/jpeg", status=406)
    get(site, address(filled_sqlite.kosd) + "/frames/1", status=404)


@pytest.mark.parametrize("name, media_type", [("SC_rgb_rle.dcm", "image/dicom-rle"), ("JPEG2000.dcm", "image/jp2"),
                                              ("SC_rgb_jpeg_dcmtk.dcm", "image/jpeg"), ("MR_small_RLE.dcm", "image/dicom-rle"), ("JPEG-lossy.dcm", "image/jpeg"),
                                              ("MR_small_jp2klossless.dcm", "image/jp2"),
                                              ("MR_small_jpeg_ls_lossless.dcm", "image/jls")])
def test_compressed_frames_come_as_they_are_or_decompressed(sqlite_server, name, media_type):
    made = shipped(name)
    sqlite_server.take_in(PYDICOM_FILES / name)
    syntax = str(made.file_meta.TransferSyntaxUID)
    stored = next(iter(pydicom.encaps.generate_pixel_data_frame(made.PixelData, 1)))
    ways = ((f'multipart/related; type="{media_type}"', media_type),
            (f'multipart/related; type="{media_type}"; transfer-syntax={syntax}', media_type),
            (f"{OCTETS}; transfer-syntax=*", "application/octet-stream"))
    for accept, given in ways:
        ((headers, body),) = parts(get(sqlite_server, address(made) + "/frames/1", accept))
        assert headers["Content-Type"] == f"{given}; transfer-syntax={syntax}" and body == stored
    ((_, of_bulk_data),) = parts(get(sqlite_server, address(made) + "/bulkdata/7FE00010", f"{OCTETS}; transfer-syntax=*"))
    assert of_bulk_data == stored
    answer = sqlite_server.api.request(f"/dicom-web{address(made)}/frames/1", headers={"Accept": OCTETS})
    if answer.status == 406:
        assert "loss" in answer.json["error"]["message"]
    else:
        ((_, body),) = parts(answer)
        assert len(body) == made.Rows * made.Columns * made.SamplesPerPixel * made.BitsAllocated // 8


def test_bulk_data_is_where_the_attributes_say(sqlite_server, tmp_path):
    study = objects.Study()
    overlay = bytes(range(256)) * 8
    image = objects.image(study, size=128, transfer_syntax=ExplicitVRBigEndian)
    item = pydicom.Dataset()
    item.add_new(0x00420011, "OB", overlay)
    image.add_new(0x00400275, "SQ", pydicom.Sequence([pydicom.Dataset(), item]))
    image.add_new(0x00281201, "OW", overlay)
    sqlite_server.take_in(*objects.write(tmp_path / "in", image))
    (found,) = get(sqlite_server, address(image) + "/metadata").json
    base = f"http://127.0.0.1:{sqlite_server.api.port}/dicom-web"

    def fetch(reference, accept="application/octet-stream", **words):
        assert reference.startswith(base)
        return get(sqlite_server, reference.removeprefix(base), accept, **words)

    nested = found["00400275"]["Value"][1]["00420011"]["BulkDataURI"]
    assert nested.endswith("/bulkdata/00400275.2.00420011")
    assert fetch(nested).body == overlay
    assert fetch(nested, status=206, Range="bytes=5-9").body == overlay[5:10]
    ((_, part),) = parts(fetch(nested, OCTETS))
    assert part == overlay
    words = numpy.frombuffer(overlay, ">u2").astype("<u2").tobytes()
    assert fetch(found["00281201"]["BulkDataURI"]).body == words, "little endian, whatever is stored"
    assert fetch(found["00281201"]["BulkDataURI"], status=206, Range="bytes=3-6").body == words[3:7]
    pixels = numpy.frombuffer(image.PixelData, ">u2").astype("<u2").tobytes()
    assert fetch(found["7FE00010"]["BulkDataURI"]).body == pixels
    for wrong, status in (("7FE00011", 404), ("00400275", 404), ("00400275.3.00420011", 404), ("x", 400), ("00400275.0.1", 400)):
        get(sqlite_server, f"{address(image)}/bulkdata/{wrong}", status=status)


def test_images_are_rendered(filled_sqlite):
    site, image = filled_sqlite.site, filled_sqlite.images[2]
    answer = get(site, address(image) + "/rendered")
    assert answer.headers["Content-Type"] == "image/jpeg" and jpeg_size(answer.body) == (64, 64)
    png = get(site, address(image) + "/rendered?window=100,50,linear", "image/png")
    assert png.body == get(site, address(image) + "/rendered?window=100,50&accept=image/png").body
    assert png_rows(png.body) != png_rows(get(site, address(image) + "/rendered", "image/png").body)
    assert png_rows(get(site, address(image) + "/rendered?window=100,50,sigmoid", "image/png").body) != png_rows(png.body)
    assert jpeg_size(get(site, address(image) + "/rendered?viewport=20,30").body) == (20, 20)
    assert jpeg_size(get(site, address(image) + "/rendered?viewport=200,160").body) == (160, 160), "the viewport is filled"
    part = png_rows(get(site, address(image) + "/rendered?window=100,50&viewport=10,5,4,6,10,5", "image/png").body)
    assert part == [row[4:14] for row in png_rows(png.body)[6:11]]
    assert jpeg_size(get(site, address(image) + "/rendered?viewport=30,30,,32").body) == (30, 15)
    low, high = (len(get(site, f"{address(image)}/rendered?quality={quality}").body) for quality in (5, 100))
    assert low < high
    get(site, address(image) + "/rendered", status=304, If_None_Match=answer.headers["ETag"])
    thumbnail = get(site, address(filled_sqlite.frames) + "/thumbnail?viewport=8,8")
    assert jpeg_size(thumbnail.body) == (8, 8)
    for path in (f"/studies/{filled_sqlite.study.uid}", f"/studies/{filled_sqlite.study.uid}/series/{filled_sqlite.study.series_uid}",
                 address(image), address(filled_sqlite.frames) + "/frames/2"):
        assert get(site, path + "/thumbnail", "image/*").headers["Content-Type"] == "image/jpeg"
    study = parts(get(site, f"/studies/{filled_sqlite.study.uid}/rendered", 'multipart/related; type="image/jpeg"'))
    assert len(study) == 4 and all(body.startswith(b"\xff\xd8") for _, body in study)
    base = f"http://127.0.0.1:{site.api.port}/dicom-web"
    assert [headers["Content-Location"] for headers, _ in study] == [
        f"{base}{address(one)}/frames/1/rendered" for one in (*filled_sqlite.images, filled_sqlite.frames)]
    frames = parts(get(site, address(filled_sqlite.frames) + "/rendered", 'multipart/related; type="image/png"'))
    assert len(frames) == 3
    for headers, body in frames:
        assert get(site, headers["Content-Location"].removeprefix(base), "image/png").body == body
    assert len(parts(get(site, address(filled_sqlite.frames) + "/frames/1,3/rendered"))) == 2
    for query in ("viewport=0,1", "viewport=1", "viewport=1,2,0,0,-5,5", "viewport=1,2,60,0,5,5", "viewport=1,2,1,1,1,1,1",
                  "window=1", "window=1,0", "window=a,b", "window=1,2,cubic", "quality=5&quality=6", "window=1,0.5,linear", "annotation=patient", "iccprofile=yes", "charset=utf-8",
                  "quality=0", "quality=101", "quality=x", "frame=1"):
        get(site, f"{address(image)}/rendered?{query}", status=400)
    get(site, address(image) + "/rendered", "text/html", status=406)
    assert get(site, address(image) + "/rendered", "image/*, image/jpeg;q=0").headers["Content-Type"] == "image/png"
    assert get(site, address(image) + "/rendered?accept=text/html&accept=image/png").headers["Content-Type"] == "image/png"
    get(site, address(filled_sqlite.frames) + "/frames/1,2/thumbnail", status=400)
    get(site, address(filled_sqlite.frames) + "/frames/9/rendered", status=404)


def test_a_note_is_rendered_as_a_page_and_as_text(filled_sqlite):
    site, kosd = filled_sqlite.site, filled_sqlite.kosd
    page = get(site, address(kosd) + "/rendered")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    html = page.body.decode()
    for said in ("<h1>Of Interest</h1>", "Reader Anna", "2024-01-31 11:12:13", "<p>Look &lt;here&gt; &amp; there</p>",
                 f"{address(filled_sqlite.images[0])}/rendered", f"{address(filled_sqlite.frames)}/frames/3/rendered", "is not here"):
        assert said in html, said
    assert str(filled_sqlite.gone.SOPInstanceUID) not in html
    xml_page = get(site, address(kosd) + "/rendered", "text/xml")
    assert xml_page.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = xml.etree.ElementTree.fromstring(xml_page.body)
    assert "Look <here> & there" in [one.text for one in root.iter("{http://www.w3.org/1999/xhtml}p")]
    text = get(site, address(kosd) + "/rendered", "text/plain").body.decode()
    for said in ("Of Interest", "Author: Reader Anna", "Look <here> & there", f"{address(filled_sqlite.images[0])}/rendered\r\n"):
        assert said in text, said
    for link in [line.rsplit(": ", 1)[1] for line in text.splitlines() if line.startswith("Image") and "http" in line]:
        assert get(site, link.split("/dicom-web", 1)[1]).headers["Content-Type"] == "image/jpeg"
    get(site, address(kosd) + "/rendered", "image/jpeg", status=406)
    assert get(site, address(kosd) + "/rendered?charset=UTF-8").body == page.body
    get(site, address(kosd) + "/rendered?charset=iso-8859-1", status=406)
    assert "text/html" in get(site, address(kosd) + "/thumbnail", status=406).json["error"]["message"]
    of_notes = address(kosd).rsplit("/instances", 1)[0]
    assert "is an image" in get(site, of_notes + "/rendered", status=406).json["error"]["message"]
    get(site, of_notes + "/thumbnail", status=406)


def test_what_is_hidden_is_not_linked(filled_sqlite):
    site, image = filled_sqlite.site, filled_sqlite.images[0]
    get(site, f"/studies/{filled_sqlite.study.uid}/metadata")
    site.json(("deletions", "mark"), "--study", filled_sqlite.study.uid, "--object", image.SOPInstanceUID)
    assert str(image.SOPInstanceUID) not in get(site, address(filled_sqlite.kosd) + "/rendered").body.decode()
    for behind in ("", "/metadata", "/frames/1", "/bulkdata/7FE00010", "/rendered", "/thumbnail", "/frames/1/rendered"):
        get(site, address(image) + behind, status=404)
    assert len(parts(get(site, f"/studies/{filled_sqlite.study.uid}"))) == 4


def test_capabilities_are_told(sqlite_server):
    wadl = get(sqlite_server, "", method="OPTIONS")
    assert wadl.headers["Content-Type"] == "application/vnd.sun.wadl+xml"
    root = xml.etree.ElementTree.fromstring(wadl.body)
    names = {"w": "http://wadl.dev.java.net/2009/02"}
    base = root.find("w:resources", names).get("base")
    assert base == f"http://127.0.0.1:{sqlite_server.api.port}/dicom-web/"
    told = {one.get("path"): {form.get("mediaType") for form in one.iterfind("w:method[@name='GET']/w:response/w:representation", names)}
            for one in root.iter(f"{{{names['w']}}}resource")}
    instance = "studies/{study}/series/{series}/instances/{instance}"
    assert told["studies"] == {"application/dicom+json", 'multipart/related; type="application/dicom+xml"'}
    posted = root.find("w:resources/w:resource[@path='studies']/w:method[@name='POST']", names)
    assert "application/dicom+xml" in {one.get("mediaType") for one in posted.iterfind("w:response/w:representation", names)}
    assert "text/html" in told[f"{instance}/rendered"]
    assert 'multipart/related; type="application/dicom"' in told["studies/{study}"]
    as_json = get(sqlite_server, "", "application/json", method="OPTIONS").json["application"]["resources"]
    assert {one["path"] for one in as_json["resource"]} == set(told)
    get(sqlite_server, "/studies", method="OPTIONS")
    assert get(sqlite_server, "/", method="OPTIONS").body == wadl.body, "PS3.18 8.9.1 names the service with a slash"
    get(sqlite_server, "", "image/png", method="OPTIONS", status=406)
    assert sqlite_server.api.request("/dicom-web", "OPTIONS", headers={"Authorization": None}).status == 401


def test_a_large_object_is_streamed(sqlite_server, tmp_path):
    study = objects.Study()
    image = objects.image(study, size=2048)
    sqlite_server.take_in(*objects.write(tmp_path / "in", image))
    expected = hashlib.sha256(sqlite_server.stored_object(str(image.SOPInstanceUID))).hexdigest()
    for accept in (ANY_SYNTAX, "application/dicom"):
        answer = get(sqlite_server, address(image), accept)
        body = answer.body if accept == "application/dicom" else parts(answer)[0][1]
        assert hashlib.sha256(body).hexdigest() == expected
    part = get(sqlite_server, address(image), "application/dicom", status=206, Range="bytes=-3000000")
    assert len(part.body) == 3_000_000


def test_an_object_that_claims_a_thousand_million_frames_takes_no_memory_for_them(sqlite_server, tmp_path):
    image = objects.image(objects.Study(), frames=1, NumberOfFrames="1999999999")
    compressed = shipped("MR_small_RLE.dcm")
    compressed.SOPInstanceUID = compressed.file_meta.MediaStorageSOPInstanceUID = objects.new_uid()
    compressed.NumberOfFrames = "1999999999"
    sqlite_server.take_in(*objects.write(tmp_path / "in", image, compressed))
    before = peak_memory(sqlite_server.server.pid)
    for path in (address(image) + "/rendered", address(compressed) + "/bulkdata/7FE00010"):
        assert get(sqlite_server, path, "multipart/related", status=422).json["error"]["code"] == "corrupt"
    assert peak_memory(sqlite_server.server.pid) - before < 64 * 1024 * 1024
