"""Memory does not grow with the size of an object."""

import os
import struct
import subprocess
import sys

import pytest

import objects
from dicom_network import EXPLICIT, Association
from kinote_site import clean_environment, peak_memory
from pictures import jpeg_size

MEGABYTE = 1 << 20
FRAMES, SIDE = 1200, 512  # 600 MB
MOST_MEMORY = 150 * MEGABYTE

pytestmark = pytest.mark.slow


def enormous_image(study):
    """What stands before the pixels of an image of 600 MB, the UID, and how many bytes of pixels follow."""
    made = objects.image(study, size=SIDE, frames=1, NumberOfFrames=str(FRAMES))
    content = objects.part10(made)
    place = content.rindex(b"\xe0\x7f\x10\x00OW")
    length = FRAMES * SIDE * SIDE * 2
    return content[:place + 8] + struct.pack("<I", length), str(made.SOPInstanceUID), length


def write_enormous(path, study):
    """Writes it with a hole for its pixels; the last of them are not black."""
    head, uid, length = enormous_image(study)
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(len(head) + length)
        file.seek(-SIDE * SIDE, os.SEEK_END)
        file.write(b"\x01\x0f" * (SIDE * SIDE // 2))
    return uid


MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run_measured(words):
    """Runs a command; gives its exit code and the largest resident size that it had. A small process starts it: Linux
    counts the size of the one that forks."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *words], env=clean_environment(), capture_output=True,
                          timeout=300, check=True)
    code, kilobytes = map(int, done.stdout.split())
    return code, kilobytes * 1024


def test_an_enormous_object_is_imported_compared_and_shown_in_little_memory(site, tmp_path):
    path = tmp_path / "enormous.dcm"
    study = objects.Study()
    uid = write_enormous(path, study)
    code, memory = run_measured(site.words("import", path))
    assert code == 0 and memory < MOST_MEMORY, memory // MEGABYTE
    row = site.rows.row(f"SELECT path, size FROM instance WHERE sop_instance_uid = '{uid}'")
    assert row[1] == path.stat().st_size == (site.data / "cache" / row[0]).stat().st_size
    subprocess.run(["cmp", path, site.data / "cache" / row[0]], check=True, timeout=120)

    with open(path, "r+b") as file:  # other content, found at the very end
        file.seek(-1, os.SEEK_END)
        file.write(b"\x0e")
    code, memory = run_measured(site.words("import", path))
    assert code == 3 and memory < MOST_MEMORY, memory // MEGABYTE
    path.unlink()

    site.start()
    for frame in (1, FRAMES // 2, FRAMES):
        answer = site.api.rendered(uid, frame=frame)
        assert answer.status == 200 and jpeg_size(answer.body) == (SIDE, SIDE)
    assert peak_memory(site.server.pid) < MOST_MEMORY, peak_memory(site.server.pid) // MEGABYTE


def test_an_enormous_object_is_received_in_little_memory(sqlite_server):
    head, uid, length = enormous_image(objects.Study())
    context = (objects.ENHANCED_CT_IMAGE, EXPLICIT)
    with Association(sqlite_server.dicom_port, [context]) as association:
        association.begin_store(context, uid, objects.data_set_bytes(head), is_complete=False)
        part = bytes(16 * MEGABYTE)
        for _ in range(length // len(part)):
            association.continue_store(context, part)
        assert association.end_store(context, part[:length % len(part)]) == 0
        association.release()
    path, size = sqlite_server.rows.row("SELECT path, size FROM instance")
    assert size == (sqlite_server.data / "cache" / path).stat().st_size > length
    assert peak_memory(sqlite_server.server.pid) < MOST_MEMORY, peak_memory(sqlite_server.server.pid) // MEGABYTE


def test_memory_does_not_grow_with_the_number_of_objects(site, tmp_path):
    study = objects.Study()
    sizes = []
    for number, count in enumerate((200, 1400)):
        images = [objects.image(study) for _ in range(10)]
        template = objects.part10(objects.kosd(study, images))
        uid = objects.header(template).SOPInstanceUID.encode()
        folder = tmp_path / f"in{number}"
        objects.write(folder, *(template.replace(uid, objects.new_uid().ljust(len(uid), "1")[:len(uid)].encode())
                                for _ in range(count)))
        code, memory = run_measured(site.words("import", "--adopt", folder))
        assert code == 0
        sizes.append(memory)
    assert sizes[1] < sizes[0] + 20 * MEGABYTE, [size // MEGABYTE for size in sizes]
    site.start()
    site.wait_until_registered()
    assert len(site.api.all_notes()) == 1000, "a page"
    assert peak_memory(site.server.pid) < MOST_MEMORY, peak_memory(site.server.pid) // MEGABYTE
