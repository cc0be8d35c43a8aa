"""What a receiver takes in no other way goes uncompressed, bit by bit; what may be lossy goes as it is, or not."""

import io
import shutil
import struct
import subprocess

import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian,
                         ImplicitVRLittleEndian, JPEGBaseline8Bit, JPEGLossless, JPEGLosslessSV1, JPEGLSLossless,
                         RLELossless)

import objects
from kinote_site import peak_memory
from orthanc_peer import OrthancPeer
from receivers import StoreScp
from test_commitment import committed
from test_create_kosd import save
from test_memory import write_enormous
from test_retrieve import get_study, move_study
from test_send import ended, send, sender, set_destination, visible  # noqa: F401 (fixtures)

MEGABYTE = 1 << 20
CODERS = {JPEGLSLossless: ("dcmcjpls",), JPEGLossless: ("dcmcjpeg", "+el"), JPEGLosslessSV1: ("dcmcjpeg", "+e1"),
          RLELossless: ("dcmcrle",), JPEGBaseline8Bit: ("dcmcjpeg", "+eb"),
          DeflatedExplicitVRLittleEndian: ("dcmconv", "+td"), ExplicitVRBigEndian: ("dcmconv", "+tb"),
          ImplicitVRLittleEndian: ("dcmconv", "+ti"), ExplicitVRLittleEndian: ("dcmconv", "+te")}
LOSSLESS = [syntax for syntax in CODERS if syntax != JPEGBaseline8Bit]


def coloured(study, frames=1):
    """Odd in both directions, with sequences of private elements around it."""
    made = objects.image(study, SOPClassUID="1.2.840.10008.5.1.4.1.1.7")
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.Rows, made.Columns, made.NumberOfFrames = 13, 17, str(frames)
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit = 7
    pixels = bytes(number * 37 % 251 for number in range(13 * 17 * 3 * frames))
    made.PixelData = pixels + b"\0" * (len(pixels) % 2)
    made["PixelData"].VR = "OB"
    block = made.private_block(0x0029, "KINOTE TEST", create=True)
    block.add_new(1, "LO", "a private word")
    return made


def coded(folder, made, syntax):
    """The object in another transfer syntax, by DCMTK."""
    folder.mkdir(parents=True, exist_ok=True)
    before, after = folder / "before.dcm", folder / f"{made.SOPInstanceUID}.dcm"
    made.save_as(before, write_like_original=False)
    tool, *words = CODERS[syntax]
    subprocess.run([shutil.which(tool), *words, before, after], check=True, capture_output=True, timeout=60)
    before.unlink()
    return dcmread(after)


def take_in_each(site, folder, syntaxes=LOSSLESS):
    """Takes in a grey and a coloured image of several frames in each syntax; gives what was compressed by the UIDs."""
    originals = {}
    for number, syntax in enumerate(syntaxes):
        for made in (objects.image(site.study, size=33), coloured(site.study, frames=3)):
            coded(folder / str(number), made, syntax)
            originals[str(made.SOPInstanceUID)] = made
        site.take_in(folder / str(number))
    return originals


def check_same(got, originals, syntaxes):
    """Each object has arrived in one of the syntaxes, and every value in it is that of the original."""
    for uid, original in originals.items():
        one = got[uid]
        assert one.file_meta.TransferSyntaxUID in syntaxes, one.file_meta.TransferSyntaxUID.name
        assert one.PixelData == original.PixelData, one
        for element in original:
            if element.tag.is_private and element.tag.element > 0xFF and one[element.tag].VR == "UN":
                assert one[element.tag].value == element.value.encode()
            elif element.tag != 0x7FE00010:
                assert one[element.tag].value == element.value, element
        assert {element.tag for element in one} - {element.tag for element in original} <= {0x00082111}


def ledger(site, done):
    return {row["sop_instance_uid"]: row for row in site.json(("exports", "show"), done["id"])["ledger"]}


@pytest.mark.parametrize("word, syntaxes", [("+xe", {ExplicitVRLittleEndian, ImplicitVRLittleEndian}),
                                            ("+xi", {ImplicitVRLittleEndian})])
def test_an_uncompressed_receiver_gets_every_bit(sender, tmp_path, ended, word, syntaxes):  # noqa: F811
    taken_so = {ExplicitVRBigEndian} if word == "+xe" else set()
    originals = take_in_each(sender, tmp_path / "in", [one for one in LOSSLESS if one not in taken_so])
    peer = ended(StoreScp(tmp_path / "north", word))
    set_destination(sender, peer.port)
    done = send(sender)
    assert (done["state"], done["refused"], done["warned"]) == ("done", 0, 0), done
    got = peer.received()
    assert set(got) == visible(sender)
    check_same(got, originals, syntaxes)
    rows = ledger(sender, done)
    for uid, content in sender.stored_objects().items():
        stored = objects.header(content).file_meta.TransferSyntaxUID
        went = got[uid].file_meta.TransferSyntaxUID
        comment = rows[uid]["comment"]
        if went == stored:
            assert comment == ""
        else:
            is_compressed = stored.is_encapsulated or stored.is_deflated
            done_to_it = "decompressed" if is_compressed else "recoded"
            assert comment.startswith(done_to_it) and comment.endswith(f"to {went.name}"), comment
    assert send(sender)["delivered"] == 0, "what went in another transfer syntax is there all the same"


def test_what_the_receiver_takes_as_it_is_stored_goes_so(sender, tmp_path, ended):  # noqa: F811
    take_in_each(sender, tmp_path / "in", [JPEGLosslessSV1, ExplicitVRLittleEndian])
    peer = ended(StoreScp(tmp_path / "north", "+xs"))
    set_destination(sender, peer.port)
    done = send(sender)
    assert {row["comment"] for row in ledger(sender, done).values()} == {""}
    arrived = {str(dcmread(path).SOPInstanceUID): path.read_bytes() for path in peer.folder.iterdir()}
    assert set(arrived) == visible(sender)
    for uid, content in arrived.items():
        assert objects.data_set_bytes(content) == objects.data_set_bytes(sender.stored_object(uid))


def test_what_may_be_lossy_is_not_decompressed_and_the_ledger_says_so(sender, tmp_path, ended):  # noqa: F811
    lossy = coded(tmp_path / "in", coloured(sender.study), JPEGBaseline8Bit)
    sender.take_in(tmp_path / "in")
    peer = ended(StoreScp(tmp_path / "north", "+xe"))
    set_destination(sender, peer.port)
    done = send(sender, exit_code=1)
    assert (done["state"], done["refused"]) == ("done_in_part", 1)
    assert set(peer.received()) == visible(sender) - {lossy.SOPInstanceUID}
    row = ledger(sender, done)[lossy.SOPInstanceUID]
    assert row["state"] == "refused" and row["status"] is None
    for words in ("NORTH does not take Secondary Capture", "JPEG Baseline", "goes no other way", "let it accept"):
        assert words in row["comment"], row["comment"]


def damaged(folder, made):
    """The object in JPEG-LS, the last fragment of its pixel data overwritten."""
    one = coded(folder, made, JPEGLSLossless)
    path = folder / f"{one.SOPInstanceUID}.dcm"
    content = path.read_bytes()
    last = content.rindex(b"\xfe\xff\x00\xe0")
    path.write_bytes(content[:last + 8] + bytes(len(content) - last - 16) + content[-8:])
    return str(one.SOPInstanceUID)


def test_a_damaged_one_is_left_out_and_the_others_go(sender, tmp_path, ended):  # noqa: F811
    uid = damaged(tmp_path / "in", coloured(sender.study, frames=3))
    coded(tmp_path / "in", objects.image(sender.study, size=33), JPEGLSLossless)
    sender.take_in(tmp_path / "in")
    peer = ended(StoreScp(tmp_path / "north", "+xe"))
    set_destination(sender, peer.port)
    done = send(sender, exit_code=1)
    assert (done["state"], done["refused"]) == ("done_in_part", 1)
    assert set(peer.received()) == visible(sender) - {uid}
    comment = ledger(sender, done)[uid]["comment"]
    assert "JPEG-LS Lossless" in comment and "frame 3 of 3" in comment, comment
    taking_it = ended(StoreScp(tmp_path / "south", "+xt"))
    set_destination(sender, taking_it.port, name="SOUTH", ae_title="SOUTH")
    assert uid in visible(sender) and send(sender, name="SOUTH")["state"] == "done", "as it is stored it goes"


def test_who_gets_uncompressed_objects_only_gets_every_bit(sender, tmp_path):  # noqa: F811
    originals = take_in_each(sender, tmp_path / "in")
    damaged_one = damaged(tmp_path / "more", coloured(sender.study, frames=3))
    lossy = coded(tmp_path / "more", coloured(sender.study), JPEGBaseline8Bit)
    sender.take_in(tmp_path / "more")
    got = get_study(sender, tmp_path / "got", exit_code=None)
    assert set(got) == visible(sender) - {damaged_one, lossy.SOPInstanceUID}
    check_same(got, originals, {ExplicitVRLittleEndian})


def test_what_is_moved_is_recoded_too(sender, tmp_path, ended):  # noqa: F811
    originals = take_in_each(sender, tmp_path / "in", [JPEGLSLossless, DeflatedExplicitVRLittleEndian])
    peer = ended(StoreScp(tmp_path / "north", "+xi"))
    set_destination(sender, peer.port)
    code, said = move_study(sender, "STORESCP")
    assert code == 0, said
    check_same(peer.received(), originals, {ImplicitVRLittleEndian})
    rows = sender.api.get(f"/api/studies/{sender.study.uid}/deliveries")["deliveries"]
    assert "decompressed from JPEG-LS Lossless Image Compression to Implicit VR Little Endian" in \
        {row["comment"] for row in rows}


def test_what_orthanc_takes_uncompressed_only_is_committed_and_no_difference(sender, tmp_path, ended):  # noqa: F811
    originals = take_in_each(sender, tmp_path / "in", [JPEGLSLossless, RLELossless, JPEGLosslessSV1])
    orthanc = ended(OrthancPeer(tmp_path / "orthanc", sender.dicom_port,
                                AcceptedTransferSyntaxes=[ImplicitVRLittleEndian]))
    set_destination(sender, orthanc.call("GET", "/system")["DicomPort"], "--storage-commitment", ae_title="ORTHANC")
    done = send(sender)
    assert done["state"] == "done"
    held = [dcmread(io.BytesIO(orthanc.fetch(f"/instances/{one}/file"))) for one in orthanc.call("GET", "/instances")]
    check_same({str(one.SOPInstanceUID): one for one in held}, originals, {ImplicitVRLittleEndian})
    rows = committed(sender, done, len(visible(sender)))
    assert {row["state"] for row in rows} == {"committed"}
    assert sender.json("reconcile", "NORTH", "--study", sender.study.uid, "--wait", 60)["differences"] == 0


DECODERS = {JPEGLSLossless: "dcmdjpls", JPEGLossless: "dcmdjpeg", JPEGLosslessSV1: "dcmdjpeg", RLELossless: "dcmdrle",
            DeflatedExplicitVRLittleEndian: "dcmconv", ExplicitVRLittleEndian: "dcmconv",
            ImplicitVRLittleEndian: "dcmconv"}


def test_objects_of_other_makers_come_out_as_dcmtk_decodes_them(site, shared_data, tmp_path, ended):  # noqa: F811
    if not shared_data:
        return
    site.run("import", shared_data / "images" / "transfer-syntaxes")
    site.start()
    peer = ended(StoreScp(tmp_path / "north", "+xe"))
    set_destination(site, peer.port)
    for study, in site.rows.all("SELECT study_instance_uid FROM study"):
        site.run("send", "NORTH", study, "--wait", 60)
    got, compared = peer.received(), 0
    for uid, content in site.stored_objects().items():
        syntax = objects.header(content).file_meta.TransferSyntaxUID
        if uid not in got:
            comment, = site.rows.row(f"SELECT comment FROM delivery WHERE sop_instance_uid = '{uid}'")
            assert "NORTH does not take" in comment or "group 0002" in comment, comment
            continue
        (tmp_path / "stored.dcm").write_bytes(content)
        if syntax not in DECODERS:
            continue
        subprocess.run([shutil.which(DECODERS[syntax]), "+te", tmp_path / "stored.dcm", tmp_path / "decoded.dcm"],
                       check=True, capture_output=True, timeout=60)
        decoded = dcmread(tmp_path / "decoded.dcm")
        for keyword in ("PixelData", "PhotometricInterpretation", "PlanarConfiguration", "BitsAllocated",
                        "NumberOfFrames"):
            assert getattr(got[uid], keyword, None) == getattr(decoded, keyword, None), (uid, syntax.name, keyword)
        compared += 1
    assert compared >= 5


@pytest.mark.slow
def test_memory_does_not_grow_with_the_size_of_what_is_recoded(sqlite_server, tmp_path, ended):  # noqa: F811
    site, side, frames = sqlite_server, 512, 400  # 200 MB uncompressed
    site.study = objects.Study()
    one = coded(tmp_path / "one", objects.image(site.study, size=side, frames=1), JPEGLSLossless)
    native = tmp_path / "native.dcm"
    subprocess.run([shutil.which("dcmdjpls"), tmp_path / "one" / f"{one.SOPInstanceUID}.dcm", native], check=True,
                   timeout=60)
    one.NumberOfFrames = str(frames)
    one.PixelData = encapsulate([fragment_of(one)] * frames)
    site.take_in(save(tmp_path / "in", one))
    write_enormous(tmp_path / "in" / "enormous.dcm", site.study)  # 600 MB, to be recoded
    site.take_in(tmp_path / "in" / "enormous.dcm")
    peer = ended(StoreScp(tmp_path / "north", "+xi"))
    set_destination(site, peer.port)
    before = peak_memory(site.server.pid)
    assert send(site, wait=300)["delivered"] == 2
    peak = peak_memory(site.server.pid)
    assert peak < before + 30 * MEGABYTE, (before // MEGABYTE, peak // MEGABYTE)
    pixels = dcmread(native).PixelData
    with open(min(peer.folder.iterdir(), key=lambda path: path.stat().st_size), "rb") as file:
        file.seek(-frames * len(pixels), 2)
        for _ in range(frames):
            assert file.read(len(pixels)) == pixels


def fragment_of(made):
    """The one fragment of encapsulated pixel data, behind the offset table."""
    (of_table,) = struct.unpack_from("<I", made.PixelData, 4)
    (length,) = struct.unpack_from("<I", made.PixelData, 8 + of_table + 4)
    return made.PixelData[16 + of_table:16 + of_table + length]
