"""C-FIND over an association of our own: with extended negotiation, cancelling, and identifiers that no tool would send."""

import io

from pydicom.dataset import Dataset
from pydicom.filebase import DicomFileLike
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.sequence import Sequence

from dicom_network import EXPLICIT, IMPLICIT, Association

PATIENT_ROOT, STUDY_ROOT = "1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.2.1"
PENDING, UNSUPPORTED_KEYS, CANCELLED, SUCCESS, WRONG_IDENTIFIER = 0xFF00, 0xFF01, 0xFE00, 0x0000, 0xA900
RELATIONAL, WITH_DATE_TIMES = b"\x01\x00\x00\x00", b"\x01\x01\x00\x00"


def identifier(level, **keys):
    """The keys by keyword; a dict stands for a sequence with one item."""
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    if level is not None:
        made.QueryRetrieveLevel = level
    for keyword, value in keys.items():
        setattr(made, keyword, Sequence([_item(value)] if value else []) if isinstance(value, dict) else value)
    return made


def _item(keys):
    item = Dataset()
    for keyword, value in keys.items():
        setattr(item, keyword, value)
    return item


def encoded(made, transfer_syntax=EXPLICIT):
    buffer = DicomFileLike(io.BytesIO())
    buffer.is_little_endian, buffer.is_implicit_VR = True, transfer_syntax == IMPLICIT
    write_dataset(buffer, made)
    return buffer.parent.getvalue()


class QueryAssociation:
    """An association for the queries of one model. `options` are the bytes of PS3.4 Table C.5-2 that it offers."""

    def __init__(self, port, model=STUDY_ROOT, options=None, transfer_syntax=EXPLICIT, **more):
        self._context = (model, transfer_syntax)
        extended = {model: options} if options else None
        self._association = Association(port, [self._context], extended=extended, **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._association.close()

    def ask(self, asked):
        """Sends an identifier, a data set or its bytes, and waits for nothing."""
        content = asked if isinstance(asked, bytes) else encoded(asked, self._context[1])
        self._association.begin_find(self._context, content)

    def answer(self):
        """The next answer: its status and its data set, None behind the last match."""
        status, content = self._association.next_match()
        if content is None:
            return status, None
        return status, read_dataset(io.BytesIO(content), self._context[1] == IMPLICIT, True)

    @property
    def error_comment(self):
        """Of the last answer."""
        return self._association.error_comment

    def ask_and_cancel(self, asked):
        """Sends an identifier and C-CANCEL behind it in one piece: neither side can be quicker than the other."""
        with self._association.together():
            self.ask(asked)
            self._association.cancel(self._context)

    def find(self, asked, last=SUCCESS, pending=PENDING):
        """All matches; the last status and that of each match must be these."""
        self.ask(asked)
        matches = []
        while True:
            status, match = self.answer()
            if match is None:
                assert status == last, hex(status)
                return matches
            assert status == pending, hex(status)
            matches.append(match)
