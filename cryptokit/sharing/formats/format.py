"""What a share format is, as a record of facts and functions. Each format is a file beside this."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.keys import ShareValue
from cryptokit.rng import Rng, system

GF256_AES: Final = "GF(2^8), polynomial 0x11b"
GF256_REED_SOLOMON: Final = "GF(2^8), polynomial 0x11d"
NO_ACCIDENT: Final = 32
"""Bytes: so long a text is one. Noise looks like it once in 10^13 times."""
_UNSEEN: Final = "\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"
"""What editors and web pages put into a text, and nobody sees."""


@dataclass(frozen=True, slots=True, repr=False)
class Raw:
    """A share as somebody handed it in: a line of text, or the bytes of a file.

    ``where`` says where it came from, for errors: "line 2", or the name of the file.

    >>> Raw("line 2", b"2-1-LiTyeXwEP71IUA-Qj6n")
    <Raw line 2, 23 bytes>
    """

    where: str
    data: bytes

    def __repr__(self) -> str:
        return f"<Raw {self.where}, {len(self.data)} bytes>"

    def text(self) -> str | None:
        """Give the line without spaces around it, or None for what is no ASCII text."""
        try:
            line = self.data.decode("ascii").strip()
        except UnicodeDecodeError:
            return None
        return line if line.isprintable() else None

    def binary(self) -> bytes | None:
        r"""Give the bytes of a share without structure: from hex, from base64, or as they are.

        Text that is neither, or more than a line of it, is None and not taken for bytes.

        >>> Raw("line 1", b"46b269a8cc").binary(), Raw("a.share", b"\x46\xb2\x69").binary()
        (b'F\xb2i\xa8\xcc', b'F\xb2i')
        """
        line = self.text()
        if line is None:
            return None if self._is_text() else self.data
        try:
            return bytes.fromhex(line)
        except ValueError:
            pass
        try:
            return base64.b64decode(line, validate=True)
        except (binascii.Error, ValueError):
            return None

    def _is_text(self) -> bool:
        try:
            said = self.data.decode()
        except UnicodeDecodeError:
            return False
        marks = all(one.isprintable() or one.isspace() or one in _UNSEEN for one in said)
        return len(self.data) >= NO_ACCIDENT and marks


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Part:
    """A share that was read: all that its format tells, the value hidden.

    ``x`` is where it lies on the polynomial. ``kind`` lists by name what shares of one set have
    in common beside format, field and length, such as ("threshold", "3"); ``label`` names the
    share as its format does. ``extra`` is what else its format carries, for the format alone.
    """

    format: str
    field: str
    x: int
    value: ShareValue
    where: str
    label: str = ""
    threshold: int | None = None
    kind: tuple[tuple[str, str], ...] = ()
    extra: object = None

    def __repr__(self) -> str:
        return f"<Part {self.format}, x = {self.x}, {len(self.value)} bytes, from {self.where}>"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a share, how sure that is, and from what."""

    part: Part
    certainty: Certainty
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to split: into how many shares, of which how many are needed."""

    threshold: int
    shares: int
    rng: Rng = system
    passphrase: bytes = b""


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """A share as its format writes it: a line of text; the name and the bytes of its own file.

    ``suffix`` is what its file is called after a name of the user's choice, such as ".019".
    """

    line: str
    suffix: str
    data: bytes

    def __repr__(self) -> str:
        return f"<Written {self.suffix}, {len(self.data)} bytes>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A share format: what its shares look like, what they tell and what they detect.

    ``read`` raises WireError for what is not in this format, BadShare for a share that can not
    take part. ``join`` gets shares of this format that ``mixing`` found to fit together, and
    raises BadShare, NotEnoughShares, CannotOpen. ``split`` is None where only reading is offered,
    and raises ValueError for a secret or a plan outside the limits of the format.
    """

    name: str
    title: str
    field: str
    layout: str
    detects: str
    source: str
    read: Callable[[Raw], Reading]
    join: Callable[[Sequence[Part], bytes], bytes]
    split: Callable[[bytes, Plan], tuple[Written, ...]] | None = None
    takes_passphrase: bool = False
    bytewise: bool = False
    """Whether byte i of all values lies on one polynomial over GF(2^8), with the secret at 0."""
