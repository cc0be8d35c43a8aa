"""What is in a picture: enough of JPEG and PNG to know its size, and of PNG to know its pixels."""

import struct
import zlib


def jpeg_size(content):
    """Width and height, from the frame header."""
    assert content.startswith(b"\xff\xd8") and content.endswith(b"\xff\xd9")
    place = 2
    while True:
        assert content[place] == 0xFF
        marker, length = content[place + 1], struct.unpack_from(">H", content, place + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        place += 2 + length


def png_rows(content):
    """The rows of an 8 bit PNG, as bytes; grey or RGB."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    place, packed = 8, b""
    while place < len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        value = content[place + 8:place + 8 + length]
        assert struct.unpack_from(">I", content, place + 8 + length)[0] == zlib.crc32(kind + value)
        if kind == b"IHDR":
            width, _, depth, color = struct.unpack_from(">IIBB", value)
            assert depth == 8
        if kind == b"IDAT":
            packed += value
        place += 12 + length
    pixel = {0: 1, 2: 3, 4: 2, 6: 4}[color]
    raw, stride = zlib.decompress(packed), width * pixel
    rows, above = [], bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        row = bytearray(raw[start + 1:start + 1 + stride])
        _unfilter(raw[start], row, above, pixel)
        rows.append(bytes(row))
        above = row
    return rows


def _unfilter(kind, row, above, pixel):
    for i, value in enumerate(row):
        left = row[i - pixel] if i >= pixel else 0
        corner = above[i - pixel] if i >= pixel else 0
        if kind == 4:
            guess = min((left, above[i], corner), key=lambda one: abs(left + above[i] - corner - one))
        else:
            guess = (0, left, above[i], (left + above[i]) // 2)[kind]
        row[i] = (value + guess) & 0xFF
