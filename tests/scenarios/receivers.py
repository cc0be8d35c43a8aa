"""Peers that take objects: DCMTK's storescp, one of our own that answers as it is told, and a wire that listens."""

import pathlib
import shutil
import socket
import struct
import subprocess
import threading

from pydicom import dcmread

from dicom_network import _command, _element, _item, _uid
from kinote_site import LIMIT, eventually
from orthanc_peer import free_port

STORED, COERCED, OUT_OF_RESOURCES, REFUSED = 0x0000, 0xB000, 0xA700, 0x0122
ABORT = "abort"


class StoreScp:
    """DCMTK's storescp on a free port, and what it has received."""

    def __init__(self, folder, *words):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._words = words
        self._process = None
        self.start()

    def start(self):
        self._process = subprocess.Popen([shutil.which("storescp"), "-od", self.folder, "+B", *self._words,
                                          "-aet", "STORESCP", str(self.port)], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: is_listening(self.port), "storescp listens")

    def received(self):
        """The objects by their SOP Instance UIDs."""
        objects = [dcmread(path) for path in self.folder.iterdir()]
        return {str(one.SOPInstanceUID): one for one in objects}

    def end(self):
        self._process.kill()
        self._process.wait(LIMIT)


def is_listening(port):
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class ScriptedScp:
    """Takes C-STORE and answers as `answer(number)` says, from 1: a status, ABORT, or None to cut the connection.
    `rejects()` says whether the next association is rejected, transient."""

    def __init__(self, answer=lambda number: STORED, refuses=()):
        self.answer, self.refuses = answer, set(refuses)
        self.rejects = lambda: False
        self.requests = []  # SOP Instance UIDs, in the order in which they came
        self.associations = self.rejections = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_one, args=(connection,), daemon=True).start()

    def _serve_one(self, connection):
        try:
            with connection:
                self._associate(connection)
        except (OSError, EOFError, struct.error):
            pass

    def _associate(self, connection):
        kind, content = _read_pdu(connection)
        if kind != 1:
            return
        if self.rejects():
            self.rejections += 1
            connection.sendall(_pdu(3, b"\0\2\3\2"))  # PS3.8 9.3.4: transient, local limit exceeded
            return
        self.associations += 1
        connection.sendall(_pdu(2, self._acceptance(content)))
        command, number = b"", None
        while True:
            kind, content = _read_pdu(connection)
            if kind == 5:
                connection.sendall(_pdu(6, b"\0" * 4))
                return
            if kind != 4:
                return
            place = 0
            while place < len(content):
                length, context, control = struct.unpack_from(">IBB", content, place)
                value = content[place + 6:place + 4 + length]
                place += 4 + length
                if control & 1:
                    command = command + value if number is None else value
                    number = context
                else:
                    self._keep(value)
                    if control & 2:
                        if not self._answer(connection, context, command):
                            return
                        command, number = b"", None

    def _keep(self, data_set):
        """A part of the data set of the message that comes; of no use here."""

    def _acceptance(self, request):
        items, place = _item(0x10, b"1.2.840.10008.3.1.1.1"), 68
        while place < len(request):
            kind, length = request[place], struct.unpack_from(">H", request, place + 2)[0]
            if kind == 0x20:
                context, inner = request[place + 4], place + 8
                length_of_abstract = struct.unpack_from(">H", request, inner + 2)[0]
                abstract = request[inner + 4:inner + 4 + length_of_abstract].decode()
                transfer = inner + 4 + length_of_abstract
                length_of_transfer = struct.unpack_from(">H", request, transfer + 2)[0]
                syntax = request[transfer + 4:transfer + 4 + length_of_transfer]
                result = 3 if abstract in self.refuses else 0
                items += _item(0x21, struct.pack("BBBB", context, 0, result, 0) + _item(0x40, syntax))
            place += 4 + length
        items += _item(0x50, _item(0x51, struct.pack(">I", 16384)) + _item(0x52, b"1.2.3.4"))
        return request[:68] + items

    def _answer(self, connection, context, command):
        fields = dict(_elements(command))
        self.requests.append(fields[0x1000].rstrip(b"\0 ").decode())
        status = self.answer(len(self.requests))
        if status == ABORT:
            connection.sendall(_pdu(7, b"\0" * 4))
        if status in (ABORT, None):
            return False
        message = struct.unpack("<H", fields[0x110])[0]
        more = (_element(0, 0x120, struct.pack("<H", message)) + _element(0, 0x900, struct.pack("<H", status)) +
                _element(0, 0x1000, _uid(self.requests[-1])))
        answer = _answer_command(fields[2].rstrip(b"\0").decode(), more)
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        return True

    def end(self):
        self._server.close()


def _answer_command(sop_class_uid, more):
    return _command(sop_class_uid, 0x8001, 1, more, data_set=False)


def _elements(command):
    place = 0
    while place < len(command):
        group, element, length = struct.unpack_from("<HHI", command, place)
        assert group == 0
        yield element, command[place + 8:place + 8 + length]
        place += 8 + length


def _pdu(kind, content):
    return struct.pack(">BBI", kind, 0, len(content)) + content


def _read(connection, count):
    content = b""
    while len(content) < count:
        read = connection.recv(count - len(content))
        if not read:
            raise EOFError
        content += read
    return content


def _read_pdu(connection):
    kind, _, length = struct.unpack(">BBI", _read(connection, 6))
    return kind, _read(connection, length)


class Wiretap:
    """Passes connections on to another port, and keeps all bytes that went there. What comes back passes as long as
    `lets_back()` says so; then the wire is cut."""

    def __init__(self, port, lets_back=lambda: True):
        self._target = port
        self._lets_back = lets_back
        self.captured = bytearray()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._pass_on, args=(near, far, self.captured), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(far, near, None), daemon=True).start()

    def _pass_on(self, source, sink, kept):
        try:
            while content := source.recv(65536):
                if kept is not None:
                    kept += content
                elif not self._lets_back():
                    break
                sink.sendall(content)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def end(self):
        self._server.close()
