"""A peer that takes Instance Availability Notifications, and answers as it is told."""

import io
import struct

from pydicom.filereader import read_dataset

from dicom_network import _element, _uid
from receivers import ScriptedScp, _elements, _pdu

NOTIFICATION = "1.2.840.10008.5.1.4.33"
N_CREATE = 0x0140


class AvailabilityPeer(ScriptedScp):
    """`told` has UID and data set of each notification. `answer(number)`, from 1, gives the status of the answer, or
    None to cut the connection; of C-STORE requests as of notifications."""

    def __init__(self, *words, **more):
        self.told, self._data_set = [], b""
        super().__init__(*words, **more)

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
