"""Share formats that people meet: read, written, told apart, and told why two do not mix."""

from cryptokit.sharing.formats.format import Format, Part, Plan, Raw, Reading, Written
from cryptokit.sharing.formats.inspection import Inspection, Seen, inspect
from cryptokit.sharing.formats.joining import join, split
from cryptokit.sharing.formats.known import FORMATS, named
from cryptokit.sharing.formats.mixing import Clash, Together, differences, sets
from cryptokit.sharing.formats.recognise import readings, settle

__all__ = [
    "FORMATS",
    "Clash",
    "Format",
    "Inspection",
    "Part",
    "Plan",
    "Raw",
    "Reading",
    "Seen",
    "Together",
    "Written",
    "differences",
    "inspect",
    "join",
    "named",
    "readings",
    "sets",
    "settle",
    "split",
]
