"""A small client of the live feed as Server-Sent Events."""
import json
import socket

from client import Answer, connect
from wsclient import Closed, Refused


class Events:
    """An open stream. `beats` counts the comments; `last_id` is what a browser
    would come back with."""

    def __init__(self, server, query="", headers=None, timeout=30,
                 receive_buffer=None):
        self.beats = 0
        self.last_id = None
        self._text = b""
        self._socket = connect(getattr(server, "port", server), timeout)
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                    receive_buffer)
        lines = [f"GET /api/jobs/events{query} HTTP/1.1", "Host: 127.0.0.1",
                 "Accept: text/event-stream"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        try:
            self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            self._read_head()
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def _read_head(self):
        head = self._take_until(b"\r\n\r\n").decode("latin-1")
        first, *fields = head.split("\r\n")
        values = {name.lower(): value.strip() for name, value in
                  (field.split(":", 1) for field in fields)}
        status = int(first.split()[1])
        if status != 200:
            raise Refused(Answer(status, values, b""))
        self.headers = values

    def _take_until(self, end):
        while end not in self._text:
            try:
                part = self._socket.recv(65536)
            except ConnectionError as error:
                raise Closed(None, str(error)) from error
            if not part:
                raise Closed(None)
            self._text += part
        out, self._text = self._text.split(end, 1)
        return out

    def set_timeout(self, seconds):
        self._socket.settimeout(seconds)

    def receive(self):
        """The data of the next event, as JSON."""
        while True:
            data = b""
            for line in self._take_until(b"\n\n").split(b"\n"):
                if line.startswith(b":"):
                    self.beats += 1
                elif line.startswith(b"id: "):
                    self.last_id = line[4:].decode()
                elif line.startswith(b"data: "):
                    data += line[6:]
            if data:
                return json.loads(data)
