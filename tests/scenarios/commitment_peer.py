"""A peer that takes requests for Storage Commitment and says nothing more, and reports as anybody may send them."""

import io
import struct

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset

from dicom_network import EXPLICIT, Association, _element, _uid
from receivers import ScriptedScp, _elements, _pdu

COMMITMENT, WELL_KNOWN = "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1"
N_ACTION = 0x0130


class CommitmentPeer(ScriptedScp):
    """`asked` are the data sets of the requests, in the order in which they came; each is answered with `status`."""

    def __init__(self, status=0):
        self.asked, self.status, self._data_set = [], status, b""
        super().__init__()

    def _keep(self, data_set):
        self._data_set += data_set

    def _answer(self, connection, context, command):
        data_set, self._data_set = self._data_set, b""
        fields = dict(_elements(command))
        if struct.unpack("<H", fields[0x100])[0] != N_ACTION:
            return super()._answer(connection, context, command)
        self.asked.append(read_dataset(io.BytesIO(data_set), False, True))
        elements = (_element(0, 2, _uid(COMMITMENT)) + _element(0, 0x100, struct.pack("<H", 0x8130)) +
                    _element(0, 0x120, fields[0x110]) + _element(0, 0x800, struct.pack("<H", 0x101)) +
                    _element(0, 0x900, struct.pack("<H", self.status)) + _element(0, 0x1000, _uid(WELL_KNOWN)))
        answer = _element(0, 0, struct.pack("<I", len(elements))) + elements
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        return True


def _encoded(data_set):
    file = DicomBytesIO()
    file.is_little_endian, file.is_implicit_VR = True, False
    write_dataset(file, data_set)
    return file.getvalue()


def _reference(sop_class_uid, sop_instance_uid, reason=None):
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = sop_class_uid, sop_instance_uid
    if reason is not None:
        item.FailureReason = reason
    return item


def request_of(transaction_uid, objects):
    """What an N-ACTION asks for. `objects` are pairs of class and instance."""
    asked = Dataset()
    if transaction_uid:
        asked.TransactionUID = transaction_uid
    asked.ReferencedSOPSequence = [_reference(*one) for one in objects]
    return _encoded(asked)


def report_on(asked, failed=(), transaction_uid=None):
    """What reports on a request: all of it committed but the objects of `failed`, reasons by SOP Instance UID."""
    report, reasons = Dataset(), dict(failed)
    report.TransactionUID = transaction_uid or asked.TransactionUID
    of = [(one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID) for one in asked.ReferencedSOPSequence]
    report.ReferencedSOPSequence = [_reference(*one) for one in of if one[1] not in reasons]
    if reasons:
        report.FailedSOPSequence = [_reference(*one, reasons[one[1]]) for one in of if one[1] in reasons]
    return (2 if reasons else 1), _encoded(report)


def report_to(port, report, calling="STORESCP", instance=WELL_KNOWN):
    """Reports over an association of its own; gives the status that it is answered with."""
    event_type, data_set = report
    context = (COMMITMENT, EXPLICIT)
    with Association(port, [context], calling=calling, serves=[COMMITMENT]) as association:
        status = association.report_event(context, instance, event_type, data_set)
        association.release()
    return status


def ask(port, data_set, calling="SCENARIO", instance=WELL_KNOWN, action_type=1):
    """Asks for commitment, and goes without waiting for a report; gives the status of the answer."""
    context = (COMMITMENT, EXPLICIT)
    with Association(port, [context], calling=calling) as association:
        return association.request_action(context, instance, action_type, data_set)
