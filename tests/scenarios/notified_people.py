"""Who is told of exceptions: a web server and a mail server that do as they are told."""

import asyncio
import email
import hashlib
import hmac
import http.server
import json
import ssl
import subprocess
import threading
import time

from aiosmtpd.smtp import SMTP, AuthResult

from kinote_site import LIMIT, eventually

SECRET = "a secret of both"


class WebHook:
    """Takes POSTs and answers with `status`; while `holds` it answers nothing."""

    def __init__(self, certificate=None):
        self.status = 200
        self.received = []  # header and JSON of each request, also of those that were answered with a failure
        self.holding = threading.Event()
        self.released = threading.Event()
        self.released.set()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append((self.headers, json.loads(body)))
                check_signature(self.headers["Kinote-Signature"], body)
                if not receiver.released.is_set():
                    receiver.holding.set()
                    receiver.released.wait(LIMIT)
                    return  # the connection is cut: it was never answered
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://localhost:{self._server.server_address[1]}/hook/path-that-is-secret"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hold(self):
        self.holding.clear()
        self.released.clear()

    def release(self):
        self.released.set()

    def told(self, kind=None):
        """The messages, without those that came again."""
        messages = {(one["id"], one["revision"]): one for _, one in self.received}
        return [one for one in messages.values() if kind in (None, one["kind"])]

    def end(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()


def check_signature(signature, body):
    """As docs/notifications.md describes it."""
    parts = dict(part.split("=", 1) for part in signature.split(","))
    assert abs(time.time() - int(parts["t"])) < 300
    expected = hmac.new(SECRET.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(parts["v1"], expected), signature


class MailServer:
    """Takes mail, with STARTTLS where it has a certificate, and refuses it while `answer` says so."""

    def __init__(self, certificate=None, account=None):
        self.answer = None
        self.received = []
        receiver = self
        context = None
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certificate)

        class Handler:
            async def handle_DATA(self, server, session, envelope):  # noqa: N802
                if receiver.answer:
                    return receiver.answer
                receiver.received.append((envelope, session.ssl is not None, email.message_from_bytes(envelope.content)))
                return "250 taken"

        def authenticate(_server, _session, _envelope, _mechanism, data):
            return AuthResult(success=account is not None and (data.login.decode(), data.password.decode()) == account)

        def protocol():
            return SMTP(Handler(), hostname="mail.site.example", tls_context=context, require_starttls=bool(context),
                        authenticator=authenticate if account else None, auth_required=bool(account))

        self._loop = asyncio.new_event_loop()
        ready = threading.Event()

        def serve():
            asyncio.set_event_loop(self._loop)
            self._server = self._loop.run_until_complete(self._loop.create_server(protocol, "127.0.0.1", 0))
            self.port = self._server.sockets[0].getsockname()[1]
            ready.set()
            self._loop.run_forever()

        threading.Thread(target=serve, daemon=True).start()
        assert ready.wait(LIMIT)

    @property
    def url(self):
        return f"smtp://localhost:{self.port}"

    def mails(self):
        return [message for _, _, message in self.received]

    def end(self):
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)


def make_certificate(folder):
    """A certificate for localhost that nobody else trusts, and its key, as PEM files."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                   check=True, capture_output=True, timeout=LIMIT)
    return certificate, key


def await_told(receiver, number, kind=None):
    return eventually(lambda: receiver.told(kind) if len(receiver.told(kind)) >= number else None,
                      f"{number} messages of kind {kind}, not {receiver.received}")
