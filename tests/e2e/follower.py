"""A thread that subscribes to everything on the live feed and notes what it is
told, until the connection ends.
"""
import threading

from harness import Failure
from wsclient import Closed, Refused, Socket


class Follower(threading.Thread):
    """`rows_seen` grows with every row that the feed shows as done;
    `close_code` is known when it has ended (None: no close frame)."""

    def __init__(self, server, history, key=None):
        super().__init__(daemon=True)
        self._server = server
        self._history = history
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._current = {}
        self.ready = threading.Event()
        self.rows_seen = 0
        self.frames = 0
        self.close_code = None

    def run(self):
        try:
            with Socket(self._server, headers=self._headers) as feed:
                seq, jobs = feed.subscribe()
                self._history.saw_seq(seq)
                for job in jobs:
                    self._history.saw_job(job, "snapshot")
                    self._current[job["jobId"]] = job["progress"]["current"]
                self.ready.set()
                while True:
                    seq = self._take(feed.receive(), seq)
        except Closed as closed:
            self.close_code = closed.code
        except (OSError, Refused):
            pass  # Killed before it answered.
        except Failure as failure:
            self._history.faults.append(f"live feed: {failure}")
        finally:
            self.ready.set()

    def _take(self, frame, seq):
        if frame["type"] != "job":
            raise Failure(f"unexpected frame {frame}")
        job = frame["job"]
        current = job["progress"]["current"]
        self.rows_seen += current - self._current.get(job["jobId"], 0)
        self._current[job["jobId"]] = current
        self.frames += 1
        return self._history.saw_frame(frame, seq)

    def finish(self, seconds=10):
        """To be called when the server is gone."""
        self.join(seconds)
        if self.is_alive():
            raise Failure("the live feed of an ended server is still open")
