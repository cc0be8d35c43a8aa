"""A peer that takes Instance Availability Notifications, and answers as it is told."""

import io
import struct

from pydicom.filereader import read_dataset

from dicom_network import _element, _uid
from receivers import ScriptedScp, _elements, _pdu, _read_pdu

NOTIFICATION = "1.2.840.10008.5.1.4.33"
N_CREATE = 0x0140
ABORT = "abort"


class AvailabilityPeer(ScriptedScp):
    """`told` has UID and data set of each notification. `answer(number)`, from 1, gives the status of the answer, None
    to cut the connection or ABORT; of C-STORE requests as of notifications. The first `rejections` associations are
    rejected."""

    def __init__(self, *words, **more):
        self.told, self.rejections, self._data_set = [], 0, b""
        super().__init__(*words, **more)

    def _associate(self, connection):
        if self.rejections > 0:
            self.rejections -= 1
            _read_pdu(connection)
            connection.sendall(_pdu(3, bytes([0, 2, 3, 2])))  # transient: local limit exceeded
            return
        super()._associate(connection)

    def _keep(self, data_set):
        self._data_set += data_set

    def _answer(self, connection, context, command):
        data_set, self._data_set = self._data_set, b""
        fields = dict(_elements(command))
        if struct.unpack("<H", fields[0x100])[0] != N_CREATE:
            return super()._answer(connection, context, command)
        uid = fields[0x1000].rstrip(b"\0").decode()
        self.told.append((uid, read_dataset(io.BytesIO(data_set), False, True)))
        status = self.answer(len(self.told))
        if status is None:
            return False
        if status == ABORT:
            connection.sendall(_pdu(7, bytes(4)))
            return False
        elements = (_element(0, 2, _uid(NOTIFICATION)) + _element(0, 0x100, struct.pack("<H", 0x8140)) +
                    _element(0, 0x120, fields[0x110]) + _element(0, 0x800, struct.pack("<H", 0x101)) +
                    _element(0, 0x900, struct.pack("<H", status)) + _element(0, 0x1000, _uid(uid)))
        answer = _element(0, 0, struct.pack("<I", len(elements))) + elements
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        return True

    def standing(self, number=-1):
        """The availability of each object, as that notification says."""
        _, told = self.told[number]
        return {str(one.ReferencedSOPInstanceUID): str(one.InstanceAvailability)
                for series in told.ReferencedSeriesSequence for one in series.ReferencedSOPSequence}
