"""Comparisons with a destination: what they find, and peers that show what they are told to show."""

import struct
import threading

from dicom_network import _element, _uid
from receivers import ScriptedScp, _elements, _pdu

STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1"


def reconcile(site, *words, exit_code=0, name="NORTH"):
    """Compares, and gives what was found."""
    return site.json("reconcile", name, "--wait", 60, *words, exit_code=exit_code)


def reasons(done):
    return {one["sop_instance_uid"]: one["reason"] for one in done["found"]}


def exceptions(site, cause="differs_from_NORTH"):
    return [one for one in site.json("exceptions") if one["cause"] == cause]


class Archive(ScriptedScp):
    """Shows a series of `held` objects of each study; `status_of(number)` answers the queries, None cuts. It stores
    what comes as ScriptedScp does, and shows it only where `held` has it. More than `most` associations are refused."""

    def __init__(self, held=(), most=64):
        self.held, self.queries, self.status_of = held, 0, lambda number: 0
        self.most, self.refused = most, 0
        self._data_sets, self._open, self._changed = {}, 0, threading.Condition()
        super().__init__()

    def shown_of(self, study):
        return self.held

    def _associate(self, connection):
        with self._changed:  # one that is being released counts no longer
            is_free = self._changed.wait_for(lambda: self._open < self.most, timeout=2)
            self._open += is_free
            self.refused += not is_free
        if not is_free:
            connection.recv(65536)
            connection.sendall(_pdu(3, bytes([0, 2, 3, 2])))  # rejected for now: local limit exceeded
            return
        try:
            super()._associate(connection)
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def _keep(self, data_set):
        thread = threading.get_ident()
        self._data_sets[thread] = self._data_sets.get(thread, b"") + data_set

    def _answer(self, connection, context, command):
        data_set = self._data_sets.pop(threading.get_ident(), b"")
        fields = dict(_elements(command))
        if struct.unpack("<H", fields[0x100])[0] != 0x0020:
            return super()._answer(connection, context, command)
        self.queries += 1
        status = self.status_of(self.queries)
        if status is None:
            return False
        if status == 0:
            is_series = b"SERIES" in data_set
            place = data_set.index(b"\x20\x00\x0d\x00UI")
            length = struct.unpack_from("<H", data_set, place + 6)[0]
            study = data_set[place + 8:place + 8 + length].rstrip(b"\0").decode()
            for uid in [b"1.2.3.4.5"] if is_series else [one.encode() for one in self.shown_of(study)]:
                uid += b"\0" * (len(uid) % 2)
                group, element = (0x20, 0xE) if is_series else (0x8, 0x18)
                match = struct.pack("<HH2sH", group, element, b"UI", len(uid)) + uid
                self._respond(connection, context, fields, 0xFF00, match)
        self._respond(connection, context, fields, status)
        return True

    @staticmethod
    def _respond(connection, context, fields, status, match=None):
        elements = (_element(0, 2, _uid(STUDY_ROOT_FIND)) + _element(0, 0x100, struct.pack("<H", 0x8020)) +
                    _element(0, 0x120, fields[0x110]) +
                    _element(0, 0x800, struct.pack("<H", 0x101 if match is None else 1)) +
                    _element(0, 0x900, struct.pack("<H", status)))
        answer = _element(0, 0, struct.pack("<I", len(elements))) + elements
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        if match is not None:
            connection.sendall(_pdu(4, struct.pack(">IBB", len(match) + 2, context, 2) + match))


class Committing(Archive):
    """Takes N-ACTION of Storage Commitment, and never reports."""

    def __init__(self, **more):
        self.actions = 0
        super().__init__(**more)

    def _answer(self, connection, context, command):
        fields = dict(_elements(command))
        if struct.unpack("<H", fields[0x100])[0] != 0x0130:
            return super()._answer(connection, context, command)
        self.actions += 1
        self._data_sets.pop(threading.get_ident(), None)
        elements = (_element(0, 2, fields[3]) + _element(0, 0x100, struct.pack("<H", 0x8130)) +
                    _element(0, 0x120, fields[0x110]) + _element(0, 0x800, struct.pack("<H", 0x101)) +
                    _element(0, 0x900, struct.pack("<H", 0)) + _element(0, 0x1000, fields[0x1001]) +
                    _element(0, 0x1008, fields[0x1008]))
        answer = _element(0, 0, struct.pack("<I", len(elements))) + elements
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        return True


class Keeper(Archive):
    """Shows of each study what `studies` says."""

    def __init__(self):
        self.studies = {}
        super().__init__()

    def shown_of(self, study):
        return self.studies.get(study, ())
