"""DICOM over the network: DCMTK's tools, and an association of our own that sends what no tool would."""

import contextlib
import shutil
import socket
import struct
import subprocess

VERIFICATION = "1.2.840.10008.1.1"
IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
ABORTED = "aborted"


def run_tool(name, *words, limit=120):
    """Runs a tool of DCMTK's; gives its exit code and all that it said."""
    done = subprocess.run([shutil.which(name), *map(str, words)], capture_output=True, timeout=limit, check=False)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def _item(kind, content):
    return struct.pack(">BBH", kind, 0, len(content)) + content


def _element(group, element, value):
    return struct.pack("<HHI", group, element, len(value)) + value


def _uid(text):
    return text.encode() + (b"\0" if len(text) % 2 else b"")


def _command(sop_class_uid, field, message, more=b"", data_set=True):
    elements = (_element(0, 2, _uid(sop_class_uid)) + _element(0, 0x100, struct.pack("<H", field)) +
                _element(0, 0x110, struct.pack("<H", message)) +
                (_element(0, 0x700, struct.pack("<H", 0)) if data_set else b"") +
                _element(0, 0x800, struct.pack("<H", 1 if data_set else 0x101)) + more)
    return _element(0, 0, struct.pack("<I", len(elements))) + elements


class PeerGone(Exception):
    """The server closed or aborted the association."""


class Association:
    """One association. `contexts` are pairs of abstract and transfer syntax; `accepted` says which were taken. `extended`
    are the bytes that SOP class extended negotiation offers, by abstract syntax; of the abstract syntaxes in `serves` we
    are the provider."""

    def __init__(self, port, contexts, calling="SCENARIO", called="KINOTE", limit=60, extended=None,
                 serves=()):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=limit)
        self._message = 0
        self._together = None  # what is collected to go out in one piece
        items = _item(0x10, APPLICATION_CONTEXT.encode())
        for number, (abstract, transfer) in enumerate(contexts):
            items += _item(0x20, struct.pack("BBBB", 2 * number + 1, 0, 0, 0) + _item(0x30, abstract.encode()) +
                           _item(0x40, transfer.encode()))
        offered = b"".join(_item(0x56, struct.pack(">H", len(abstract)) + abstract.encode() + options)
                           for abstract, options in (extended or {}).items())
        offered += b"".join(_item(0x54, struct.pack(">H", len(abstract)) + abstract.encode() + b"\0\1")
                            for abstract in serves)
        items += _item(0x50, _item(0x51, struct.pack(">I", 16384)) + _item(0x52, b"1.2.3.4") + offered)
        self._send_pdu(1, struct.pack(">HH", 1, 0) + called.ljust(16).encode() + calling.ljust(16).encode() +
                       b"\0" * 32 + items)
        kind, content = self._read_pdu()
        if kind != 2:
            raise PeerGone(f"rejected: {content!r}")
        self.accepted, self.most_pdu = {}, 16384
        place = 68
        while place < len(content):
            item, length = content[place], struct.unpack_from(">H", content, place + 2)[0]
            if item == 0x21 and content[place + 6] == 0:
                number = content[place + 4]
                self.accepted[tuple(contexts[number // 2])] = number
            if item == 0x50 and content[place + 4] == 0x51:
                self.most_pdu = struct.unpack_from(">I", content, place + 8)[0] or 16384
            place += 4 + length

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _send_pdu(self, kind, content):
        sent = struct.pack(">BBI", kind, 0, len(content)) + content
        if self._together is None:
            self._socket.sendall(sent)
        else:
            self._together += sent

    def _read(self, count):
        content = b""
        while len(content) < count:
            read = self._socket.recv(count - len(content))
            if not read:
                raise PeerGone("closed")
            content += read
        return content

    def _read_pdu(self):
        kind, _, length = struct.unpack(">BBI", self._read(6))
        return kind, self._read(length)

    def _send_fragments(self, number, content, is_command, is_last=True):
        size = min(self.most_pdu, 65536) - 6
        for place in range(0, max(len(content), 1), size):
            part = content[place:place + size]
            control = (1 if is_command else 0) | (2 if is_last and place + size >= len(content) else 0)
            self._send_pdu(4, struct.pack(">IBB", len(part) + 2, number, control) + part)

    def _receive(self):
        """The next part of a message: a command, or the data set behind it."""
        part = b""
        while True:
            kind, content = self._read_pdu()
            if kind != 4:
                raise PeerGone(ABORTED)
            place = 0
            while place < len(content):
                length, _, control = struct.unpack_from(">IBB", content, place)
                part += content[place + 6:place + 4 + length]
                place += 4 + length
                if control & 2:
                    assert place == len(content), "two parts in one PDU"
                    return part

    def _status(self):
        return _status_of(self._receive())

    def echo(self):
        self._message += 1
        number = next(iter(self.accepted.values()))
        self._send_fragments(number, _command(VERIFICATION, 0x30, self._message, data_set=False), True)
        return self._status()

    def store(self, context, sop_instance_uid, data_set, sop_class_uid=None):
        """Sends a data set as it is; gives the status that it is answered with."""
        self.begin_store(context, sop_instance_uid, data_set, sop_class_uid)
        return self._status()

    def begin_store(self, context, sop_instance_uid, data_set, sop_class_uid=None, is_complete=True):
        """Sends, and waits for no answer. Where it is not complete, `end_store` sends the rest."""
        self._message += 1
        command = _command(sop_class_uid or context[0], 1, self._message, _element(0, 0x1000, _uid(sop_instance_uid)))
        self._send_fragments(self.accepted[tuple(context)], command, True)
        self._send_fragments(self.accepted[tuple(context)], data_set, False, is_complete)

    def continue_store(self, context, data_set):
        """Sends more of a data set, and not yet the end of it."""
        self._send_fragments(self.accepted[tuple(context)], data_set, False, False)

    def end_store(self, context, data_set):
        """Sends the rest of a data set; gives the status that it is answered with."""
        self._send_fragments(self.accepted[tuple(context)], data_set, False)
        return self._status()

    @contextlib.contextmanager
    def together(self):
        """What is sent within goes out in one piece, at its end."""
        self._together = b""
        yield
        sent, self._together = self._together, None
        self._socket.sendall(sent)

    def begin_find(self, context, identifier):
        """Sends a C-FIND request, and waits for no answer."""
        self._message += 1
        self._send_fragments(self.accepted[tuple(context)], _command(context[0], 0x20, self._message), True)
        self._send_fragments(self.accepted[tuple(context)], identifier, False)

    def cancel(self, context):
        """C-CANCEL of the last request."""
        elements = (_element(0, 0x100, struct.pack("<H", 0xFFF)) + _element(0, 0x120, struct.pack("<H", self._message)) +
                    _element(0, 0x800, struct.pack("<H", 0x101)))
        command = _element(0, 0, struct.pack("<I", len(elements))) + elements
        self._send_fragments(self.accepted[tuple(context)], command, True)

    def next_match(self):
        """The next answer to a C-FIND: its status and its data set as bytes, None where that is the last one."""
        command = self._receive()
        status = _status_of(command)
        self.error_comment = (_value_of(command, 0x902) or b"").decode().strip()
        has_data_set = _value_of(command, 0x800) != struct.pack("<H", 0x101)
        return status, self._receive() if has_data_set else None

    def report_event(self, context, sop_instance_uid, event_type, data_set):
        """N-EVENT-REPORT; gives the status that it is answered with."""
        self._message += 1
        more = _element(0, 0x1000, _uid(sop_instance_uid)) + _element(0, 0x1002, struct.pack("<H", event_type))
        self._send_fragments(self.accepted[tuple(context)], _command(context[0], 0x100, self._message, more), True)
        self._send_fragments(self.accepted[tuple(context)], data_set, False)
        return self._status()

    def request_action(self, context, sop_instance_uid, action_type, data_set):
        """N-ACTION; gives the status that it is answered with."""
        self._message += 1
        elements = (_element(0, 3, _uid(context[0])) + _element(0, 0x100, struct.pack("<H", 0x130)) +
                    _element(0, 0x110, struct.pack("<H", self._message)) + _element(0, 0x800, struct.pack("<H", 1)) +
                    _element(0, 0x1001, _uid(sop_instance_uid)) + _element(0, 0x1008, struct.pack("<H", action_type)))
        command = _element(0, 0, struct.pack("<I", len(elements))) + elements
        self._send_fragments(self.accepted[tuple(context)], command, True)
        self._send_fragments(self.accepted[tuple(context)], data_set, False)
        return self._status()

    def send_raw(self, content):
        self._socket.sendall(content)

    def close(self):
        self._socket.close()

    def release(self):
        """Ends as the standard says."""
        self._send_pdu(5, b"\0" * 4)
        kind, _ = self._read_pdu()
        assert kind == 6
        self.close()


def _value_of(command, wanted):
    place = 0
    while place < len(command):
        group, element, length = struct.unpack_from("<HHI", command, place)
        if (group, element) == (0, wanted):
            return command[place + 8:place + 8 + length]
        place += 8 + length
    return None


def _status_of(command):
    status = _value_of(command, 0x900)
    assert status is not None, "an answer without status"
    return struct.unpack("<H", status)[0]
