"""WADO-RS: presentation states as pictures, held against what DCMTK's dcmp2pgm makes of the same objects."""

import io
import pathlib
import subprocess

import numpy
import pydicom
import pydicom.data
import pytest
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

import objects
from dicomweb import get, parts
from pictures import jpeg_size
from test_dicomweb_retrieve import address
from test_rendering import STATES, presentation_state, window

CT_FILE = pathlib.Path(pydicom.data.__file__).parent / "test_files" / "CT_small.dcm"
IN_PARTS = 'multipart/related; type="image/png"'


def table(first, bits, entries):
    item = Dataset()
    item.add_new(0x00283002, "SS" if first < 0 else "US", [len(entries), first, bits])
    item.add_new(0x00283006, "OW", numpy.array(entries, "<u2").tobytes())
    return item


def steps_of_values():
    """A VOI table of twelve bits in four steps, over values from 0 to 199."""
    voi = Dataset()
    voi.VOILUTSequence = Sequence([table(0, 12, [value // 50 * 1365 for value in range(200)])])
    return {"SoftcopyVOILUTSequence": Sequence([voi])}


def curve_of_output():
    """A presentation table of eight bits: the square of what comes in."""
    return {**window("40", "400"), "PresentationLUTShape": None,
            "PresentationLUTSequence": Sequence([table(0, 8, [value * value // 255 for value in range(256)])])}


def state_of(image, **attributes):
    made = presentation_state(image, **{name: value for name, value in attributes.items() if value is not None})
    for name, value in attributes.items():
        if value is None:
            delattr(made, name)
    return made


def save(state, folder):
    folder.mkdir(exist_ok=True)
    file = folder / f"{state.SOPInstanceUID}.dcm"
    state.save_as(file, write_like_original=False)
    return file


def pixels_of(png):
    return numpy.asarray(Image.open(io.BytesIO(png)).convert("L")).astype(int)


def picture(site, state, query=""):
    answer = get(site, f"{address(state)}/rendered{query}", "image/png")
    assert answer.headers["Content-Type"] == "image/png"
    return pixels_of(answer.body)


@pytest.fixture
def image(sqlite_server):
    sqlite_server.take_in(CT_FILE)
    return pydicom.dcmread(CT_FILE, stop_before_pixels=True)


def test_a_presentation_state_is_drawn_as_dcmtk_draws_it(sqlite_server, image, tmp_path):
    looks = {**STATES, "steps": steps_of_values(), "curve": curve_of_output()}
    for name, attributes in looks.items():
        state = state_of(image, **attributes)
        file = save(state, tmp_path / "states")
        sqlite_server.take_in(file)
        target = tmp_path / "theirs.pgm"
        subprocess.run(["dcmp2pgm", "-p", file, CT_FILE, target], check=True, capture_output=True)
        theirs = numpy.asarray(Image.open(target)).astype(int)
        ours = picture(sqlite_server, state)
        assert ours.shape == theirs.shape, name
        assert abs(ours - theirs).max() <= 2, name
        assert len(numpy.unique(ours)) > 2, name


def test_it_says_which_part_of_the_image_is_shown_and_what_is_drawn_over_it(sqlite_server, image, tmp_path):
    whole = state_of(image, **window("40", "400"))
    part = state_of(image, **window("40", "400"))
    part.DisplayedAreaSelectionSequence[0].DisplayedAreaTopLeftHandCorner = [11, 21]
    part.DisplayedAreaSelectionSequence[0].DisplayedAreaBottomRightHandCorner = [60, 60]
    line = Dataset()
    line.GraphicAnnotationUnits, line.GraphicDimensions, line.NumberOfGraphicPoints = "PIXEL", 2, 2
    line.GraphicData, line.GraphicType, line.GraphicFilled = [10.5, 100.5, 110.5, 100.5], "POLYLINE", "N"
    drawn_over, layer = Dataset(), Dataset()
    drawn_over.GraphicLayer, drawn_over.GraphicObjectSequence = "MARKS", Sequence([line])
    layer.GraphicLayer, layer.GraphicLayerOrder = "MARKS", 1
    marked = state_of(image, **window("40", "400"), GraphicAnnotationSequence=Sequence([drawn_over]),
                      GraphicLayerSequence=Sequence([layer]))
    sqlite_server.take_in(*[save(state, tmp_path / "states") for state in (whole, part, marked)])
    pixels = picture(sqlite_server, whole)
    assert (picture(sqlite_server, part) == pixels[20:60, 10:60]).all()
    different = picture(sqlite_server, marked) != pixels
    assert different[99:103, 12:109].any(axis=0).all() and not different[:95].any() and not different[106:].any()


def test_a_picture_of_each_image_that_it_refers_to_comes_in_parts(sqlite_server, tmp_path):
    study = objects.Study()
    images = [objects.image(study, InstanceNumber=str(number)) for number in (1, 2, 3)]
    frames = objects.image(study, frames=3)
    gone = objects.image(study)
    state = state_of(gone, **window("100", "50"))
    references = Sequence()
    for one, numbers in ((gone, None), (images[2], None), (frames, [3, 1]), (images[0], None)):
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = one.SOPClassUID, one.SOPInstanceUID
        if numbers:
            item.ReferencedFrameNumber = numbers
        references.append(item)
    state.ReferencedSeriesSequence[0].ReferencedImageSequence = references
    whole = state_of(frames, **window("100", "50"))
    lost = state_of(gone)
    other_kind = state_of(frames, SOPClassUID="1.2.840.10008.5.1.4.1.1.11.4")
    other_kind.file_meta.MediaStorageSOPClassUID = other_kind.SOPClassUID
    sqlite_server.take_in(*objects.write(tmp_path / "in", *images, frames),
                          *[save(one, tmp_path / "states") for one in (state, whole, lost, other_kind)])

    def with_window(one, path=""):
        return pixels_of(get(sqlite_server, f"{address(one)}{path}/rendered?window=100,50", "image/png").body).tolist()

    expected = [with_window(images[2]), with_window(frames, "/frames/3"), with_window(frames, "/frames/1"), with_window(images[0])]
    taken = parts(get(sqlite_server, f"{address(state)}/rendered", IN_PARTS))
    assert [pixels_of(body).tolist() for _, body in taken] == expected
    assert picture(sqlite_server, state).tolist() == expected[0], "the first that is here"
    assert len(parts(get(sqlite_server, f"{address(whole)}/rendered", IN_PARTS))) == 3
    assert "none of the images" in get(sqlite_server, f"{address(lost)}/rendered", status=404).json["error"]["message"]
    assert "presentation states" in get(sqlite_server, f"{address(other_kind)}/rendered", status=406).json["error"]["message"]
    sqlite_server.json(("deletions", "mark"), "--study", study.uid, "--object", images[2].SOPInstanceUID)
    assert len(parts(get(sqlite_server, f"{address(state)}/rendered", IN_PARTS))) == 3


def test_what_a_request_may_say_beside_a_presentation_state(sqlite_server, image, tmp_path):
    state = state_of(image, **window("40", "400"))
    sqlite_server.take_in(save(state, tmp_path / "states"))
    answer = get(sqlite_server, f"{address(state)}/rendered")
    assert answer.headers["Content-Type"] == "image/jpeg" and jpeg_size(answer.body) == (128, 128)
    assert get(sqlite_server, f"{address(state)}/rendered", status=304, If_None_Match=answer.headers["ETag"]).body == b""
    assert answer.headers["ETag"] != get(sqlite_server, f"{address(image)}/rendered").headers["ETag"]
    assert jpeg_size(get(sqlite_server, f"{address(state)}/rendered?viewport=64,80&quality=30&iccprofile=no").body) == (64, 64)
    assert jpeg_size(get(sqlite_server, f"{address(state)}/thumbnail?viewport=32,32").body) == (32, 32)
    for query in ("window=40,400,linear", "viewport=64,64,0,0,10,10", "annotation=patient", "iccprofile=srgb", "charset=utf-8"):
        get(sqlite_server, f"{address(state)}/rendered?{query}", status=400)
    get(sqlite_server, f"{address(state)}/rendered", "text/html", status=406)
    get(sqlite_server, f"{address(state)}/frames/1/rendered", status=406)
