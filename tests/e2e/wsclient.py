"""A small RFC 6455 client for the live feed: masks, answers pings, puts
fragments together, and tells close codes.
"""
import base64
import hashlib
import json
import os
import socket
import struct

from client import Answer, connect
from harness import check, check_equal

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Refused(Exception):
    """The server did not switch protocols; `answer` is what it said."""

    def __init__(self, answer):
        super().__init__(repr(answer))
        self.answer = answer


class Closed(Exception):
    """The connection ended; `code` is None without a close frame."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code


def _mask(payload, key):
    long_key = (key * (len(payload) // 4 + 1))[:len(payload)]
    value = int.from_bytes(payload, "big") ^ int.from_bytes(long_key, "big")
    return value.to_bytes(len(payload), "big")


class Socket:
    """An open WebSocket. `pings` counts those that came."""

    def __init__(self, server, path="/api/jobs/live", headers=None,
                 protocol="leadmill.v1", timeout=30, receive_buffer=None):
        self.pings = 0
        self._text = b""
        self._socket = connect(getattr(server, "port", server), timeout)
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                    receive_buffer)
        try:
            self._shake_hands(path, headers or {}, protocol)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def _shake_hands(self, path, headers, protocol):
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1",
                 "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        if protocol:
            lines.append(f"Sec-WebSocket-Protocol: {protocol}")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self._text:
            self._fill()
        head, self._text = self._text.split(b"\r\n\r\n", 1)
        first, *fields = head.decode("latin-1").split("\r\n")
        status = int(first.split()[1])
        values = {name.lower(): value.strip() for name, value in
                  (field.split(":", 1) for field in fields)}
        if status != 101:
            size = int(values.get("content-length", 0))
            raise Refused(Answer(status, values, self._take(size)))
        wanted = base64.b64encode(
            hashlib.sha1((key + _GUID).encode()).digest()).decode()
        check_equal(values.get("sec-websocket-accept"), wanted, "accept key")
        check_equal(values.get("sec-websocket-protocol"), protocol,
                    "the subprotocol")

    def _fill(self):
        try:
            part = self._socket.recv(65536)
        except ConnectionError as error:
            raise Closed(None, str(error)) from error
        if not part:
            raise Closed(None)
        self._text += part

    def _need(self, size):
        while len(self._text) < size:
            self._fill()

    def _take(self, size):
        self._need(size)
        out, self._text = self._text[:size], self._text[size:]
        return out

    def _read_frame(self):
        """Takes nothing before all is there, so that a timeout in the middle
        loses nothing."""
        self._need(2)
        first, second = self._text[:2]
        check(not second & 0x80, "a server must not mask its frames")
        check(not first & 0x70, "reserved bits are set")
        size, head = second & 0x7f, 2
        if size == 126:
            self._need(4)
            size, head = struct.unpack("!H", self._text[2:4])[0], 4
        elif size == 127:
            self._need(10)
            size, head = struct.unpack("!Q", self._text[2:10])[0], 10
        payload = self._take(head + size)[head:]
        return first & 0x0f, bool(first & 0x80), payload

    def send_frame(self, opcode, payload=b"", last=True):
        key = os.urandom(4)
        head = bytes([opcode | (0x80 if last else 0)])
        if len(payload) < 126:
            head += bytes([0x80 | len(payload)])
        elif len(payload) < 1 << 16:
            head += struct.pack("!BH", 0x80 | 126, len(payload))
        else:
            head += struct.pack("!BQ", 0x80 | 127, len(payload))
        self._socket.sendall(head + key + _mask(payload, key))

    def send(self, value):
        """A text message: a string as it is, anything else as JSON."""
        text = value if isinstance(value, str) else json.dumps(value)
        self.send_frame(TEXT, text.encode())

    def send_raw(self, data):
        self._socket.sendall(data)

    def set_timeout(self, seconds):
        self._socket.settimeout(seconds)

    def receive(self):
        """The next message as JSON; Closed when the connection ended, and
        TimeoutError when none comes in time."""
        text = b""
        while True:
            opcode, last, payload = self._read_frame()
            if opcode == PING:
                self.pings += 1
                self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if payload else 1005
                self.answer_close(payload)
                raise Closed(code, payload[2:].decode("utf-8", "replace"))
            elif opcode in (TEXT, 0):
                text += payload
                if last:
                    return json.loads(text)
            else:
                check(opcode == PONG, f"unexpected frame {opcode}")

    def answer_close(self, payload):
        try:
            self.send_frame(CLOSE, payload[:2])
        except OSError:
            pass  # It has gone already.

    def receive_type(self, kind):
        frame = self.receive()
        check_equal(frame["type"], kind, f"type of {frame}")
        return frame

    def subscribe(self, jobs=("*",), **filters):
        """Hello, subscribe, and the whole snapshot: (seq, jobs)."""
        check_equal(self.receive_type("hello")["version"], 1, "version")
        self.send({"type": "subscribe", "jobs": list(jobs), **filters})
        return self.receive_snapshot()

    def receive_snapshot(self):
        found, more = [], True
        while more:
            frame = self.receive_type("snapshot")
            check(len(frame["jobs"]) <= 500, "a snapshot frame of > 500 jobs")
            found += frame["jobs"]
            more = frame["more"]
        return frame["seq"], found

    def receive_closed(self):
        """Reads on to the end; the close code."""
        try:
            while True:
                self.receive()
        except Closed as closed:
            return closed.code
