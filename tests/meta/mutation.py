"""One way to break a mechanism, and the tests that must notice."""
from typing import NamedTuple


class Mutation(NamedTuple):
    name: str
    path: str
    old: str  # Stands in the file exactly once.
    new: str
    tests: tuple


SIMULATION = ("sim.simulation", "every job keeps its promises whatever happens")
LATE_WRITES = ("sim.simulation",
               "late writes of attempts that were replaced change nothing")
