"""RLE Lossless encoding of frames with 8 bits a sample (PS3.5 Annex G)."""
import struct

from pydicom.encaps import encapsulate


def encapsulated(frames, samples):
    """Pixel data of frames whose samples lie pixel by pixel; one segment for each sample."""
    return encapsulate([_frame(frame, samples) for frame in frames])


def _frame(frame, samples):
    segments = [_even(_packed(frame[sample::samples])) for sample in range(samples)]
    offset = 64
    offsets = []
    for segment in segments:
        offsets.append(offset)
        offset += len(segment)
    return struct.pack("<16L", len(segments), *offsets, *[0] * (15 - len(offsets))) + b"".join(segments)


def _packed(data):
    packed = bytearray()
    literal = bytearray()

    def end_literal():
        for start in range(0, len(literal), 128):
            part = literal[start:start + 128]
            packed.append(len(part) - 1)
            packed.extend(part)
        literal.clear()

    at = 0
    while at < len(data):
        value = data[at]
        run = 1
        while run < 128 and at + run < len(data) and data[at + run] == value:
            run += 1
        if run > 2:
            end_literal()
            packed.extend((257 - run, value))
        else:
            literal.extend(data[at:at + run])
        at += run
    end_literal()
    return bytes(packed)


def _even(segment):
    return segment if len(segment) % 2 == 0 else segment + b"\0"
