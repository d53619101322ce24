"""A receiver of webhooks that trusts nobody: it verifies each signature with
OpenSSL's command line, keeps what it got, and misbehaves as it is told.
"""
import base64
import http.server
import json
import socket
import subprocess
import tempfile
import threading

from harness import check, check_equal


def openssl_hmac(key, message):
    """Base64 of HMAC-SHA256, as `openssl` has it."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        done = subprocess.run(
            ["openssl", "mac", "-digest", "SHA256", "-macopt",
             f"hexkey:{key.hex()}", "-binary", "-in", file.name, "HMAC"],
            stdout=subprocess.PIPE, check=True)
    return base64.b64encode(done.stdout).decode()


class Got:
    """One request as it came."""

    def __init__(self, headers, body):
        self.headers = dict((k.lower(), v) for k, v in headers.items())
        self.raw = body
        self.body = json.loads(body)
        self.id = self.headers["webhook-id"]

    def check_signed(self, key):
        message = b".".join([self.id.encode(),
                             self.headers["webhook-timestamp"].encode(),
                             self.raw])
        wanted = "v1," + openssl_hmac(key, message)
        given = self.headers["webhook-signature"].split(" ")
        check(wanted in given, f"signature {given}, wanted {wanted}")


class Receiver:
    """Listens on a free port. `answer` is called with the number of the request
    (from 0) and a Got, and returns a status, or (status, headers), or None to
    close the connection without an answer. Only what it answered with 2xx
    counts as received.
    """

    def __init__(self, answer=None, port=0):
        self.answer = answer or (lambda number, got: 200)
        self.requests = []
        self.received = []
        self._lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                got = Got(self.headers, self.rfile.read(length))
                receiver.take(self, got)

            def log_message(self, *_):
                pass

        class Listener(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                """The other side is killed now and then."""

        self._server = Listener(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,),
                         daemon=True).start()

    def take(self, handler, got):
        with self._lock:
            number = len(self.requests)
            self.requests.append(got)
        told = self.answer(number, got)
        if told is None:
            handler.close_connection = True
            handler.connection.close()
            return
        status, headers = told if isinstance(told, tuple) else (told, {})
        # Counted before the other side can know of it.
        if 200 <= status < 300:
            with self._lock:
                self.received.append(got)
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"so")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def leads(self):
        """Of what was received: each batch once, by its id."""
        seen, out = set(), []
        for got in self.received:
            if got.id not in seen and got.body["type"] == "leads.saved":
                seen.add(got.id)
                out.extend(got.body["data"]["leads"])
        return out

    def check_one_id_per_lead(self):
        """No lead came under two ids, and one id never had two bodies."""
        bodies, owner = {}, {}
        for got in self.requests:
            check_equal(bodies.setdefault(got.id, got.raw), got.raw,
                        f"body of {got.id}")
            if got.body["type"] != "leads.saved":
                continue
            for lead in got.body["data"]["leads"]:
                name = (lead["jobId"], lead["row"])
                check_equal(owner.setdefault(name, got.id), got.id,
                            f"id of {name}")


def free_port():
    """A port on which nobody listens, for a receiver that comes later."""

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
