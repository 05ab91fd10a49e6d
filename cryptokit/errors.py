"""What can go wrong for a correct program, as one tree. Wrong arguments are Python's own errors.

    CryptokitError                everything a correct program may meet
    ├── CannotOpen                forged, damaged, or locked with another key: one message for all
    ├── Replayed                  this sequence number came before; .seen, .expected
    ├── TooFarAhead               an earlier message is still missing; .seen, .expected
    ├── OutOfStep                 sequence numbers that no honest peer sends; .field
    ├── BadShare                  a share that cannot take part; .holder says whose
    │   └── Inconsistent          shares that do not lie on one polynomial
    ├── Ambiguous                 a share that fits several formats; .where, .fits
    ├── NotEnoughShares           fewer shares than the threshold; .have, .need
    ├── Untrusted                 a peer's value failed its check; .field
    ├── WireError                 bytes that do not parse; .offset, .field
    ├── BadExport                 a chat export that cannot be read; .source, .where
    │   └── NothingToImport       a locked store where an export is due; .source
    ├── BadWorld                  a world that contradicts itself; .where
    ├── BadExhibit                a seized file that cannot be used; .exhibit
    └── Unknown                   a name that is not there; .name, .known
    ToyOnly                       a key from a lesson where a real one is due (a TypeError)

A message has two parts: what happened, and what to try. Messages never hold secrets.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final


class CryptokitError(Exception):
    """Something a correct program may meet: bad input, a forged message, a missing share.

    >>> try:
    ...     raise NotEnoughShares(have=2, need=3)
    ... except CryptokitError as error:
    ...     print(error)
    2 shares, but 3 are needed. Try: cryptokit explain NotEnoughShares
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what: Final = what
        self.hint: Final = hint or f"cryptokit explain {type(self).__name__}"

    def __str__(self) -> str:
        return f"{self.what}. Try: {self.hint}"


class CannotOpen(CryptokitError):
    """A box did not open: it was forged or damaged, or it was locked with another key.

    All three look alike on purpose. An error that told wrong padding from a wrong tag would answer
    an attacker's questions one by one.

    Precedent: CBC padding oracles read whole messages from servers that told the two apart.
    See: Vaudenay, "Security Flaws Induced by CBC Padding", EUROCRYPT 2002.
    """

    def __init__(self) -> None:
        super().__init__("cannot open: forged, damaged, or locked with another key")


class _SequenceError(CryptokitError):
    def __init__(self, what: str, *, seen: int, expected: int) -> None:
        super().__init__(f"{what}: number {seen}, expected {expected}")
        self.seen: Final = seen
        self.expected: Final = expected


class Replayed(_SequenceError):
    """A message with this number was already received, so this copy is dropped.

    Without the check, whoever carries messages can deliver "yes, buy" twice.

    See: Telegram, "Security Guidelines for Client Software Developers", on message ids.
    """

    def __init__(self, *, seen: int, expected: int) -> None:
        super().__init__("this message came before", seen=seen, expected=expected)


class TooFarAhead(_SequenceError):
    """A message arrived before an earlier one: somebody lost it or holds it back.

    Precedent: whoever carried messages could deliver them in another order to Telegram clients
    until 2021 (CVE-2021-36769).
    See: Telegram, "Sequence numbers in secret chats", on gaps.
    """

    def __init__(self, *, seen: int, expected: int) -> None:
        super().__init__("an earlier message is missing", seen=seen, expected=expected)


class OutOfStep(CryptokitError):
    """Sequence numbers that no honest peer sends, so the chat must be given up.

    They say that the other side received what was never sent, forgot what it had, or mirrored a
    message back to its author.

    See: Telegram, "Sequence numbers in secret chats", on the checks of in_seq_no.
    """

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is impossible here: the chat must be given up")
        self.field: Final = field


class BadShare(CryptokitError):
    """A share that cannot take part in recombining, and whose it is.

    Precedent: threshold-signature libraries fell to a share at x = 0, where the secret itself
    lies; a share there is the attacker's choice of the result.
    See: Trail of Bits, "Disclosing Shamir's Secret Sharing vulnerabilities", December 2021.
    """

    def __init__(self, what: str, *, holder: str, hint: str = "") -> None:
        super().__init__(f"share {holder}: {what}", hint)
        self.holder: Final = holder


class Inconsistent(BadShare):
    """A share that does not lie on one polynomial with the others, or was not made with them.

    Precedent: a program that changes its share format between releases joins old shares to a wrong
    secret without an error: a format needs a version and an integrity check.
    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """


class Ambiguous(CryptokitError):
    """A share that can be read in several formats, which would lead to different secrets.

    Nothing in a bare share says what it is: 33 bytes are a key share of dsprenkels/sss with x in
    front, and a share of HashiCorp Vault with x behind.

    Precedent: readers that guess turn one format into many dialects, each read in its own way.
    See: RFC 9413, "Maintaining Robust Protocols".
    """

    def __init__(self, *, where: str, fits: Iterable[str]) -> None:
        names = tuple(fits)
        choice = f"{', '.join(names[:-1])} or {names[-1]}"
        hint = f"--format with the one that wrote it: {choice}; another one gives another secret"
        super().__init__(f"{where} fits {', '.join(names)}", hint)
        self.where: Final = where
        self.fits: Final = names


class NotEnoughShares(CryptokitError):
    """Fewer shares than the threshold: they tell nothing at all about the secret.

    Precedent: the Vault share format does not carry its threshold, so combining too few shares
    returns a wrong secret without an error.
    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """

    def __init__(self, *, have: int, need: int, hint: str = "") -> None:
        noun = "share" if have == 1 else "shares"
        verb = "is" if need == 1 else "are"
        super().__init__(f"{have} {noun}, but {need} {verb} needed", hint)
        self.have: Final = have
        self.need: Final = need


class Untrusted(CryptokitError):
    """A value that the other side sent failed its check, so nothing is made from it.

    Precedent: with g_a = 1 or g_a = p - 1 both sides agree on a key that everybody knows.
    See: Telegram, "Security guidelines for client software developers".
    """

    def __init__(self, what: str, *, field: str) -> None:
        super().__init__(f"{field}: {what}")
        self.field: Final = field


class WireError(CryptokitError):
    """Bytes that do not parse: at which offset, in which field, and why.

    Precedent: parsers that guess instead of stopping are how one message is read in two ways.
    See: RFC 9413, "Maintaining Robust Protocols".
    """

    def __init__(self, what: str, *, offset: int, field: str) -> None:
        super().__init__(f"at byte {offset}, in {field}: {what}")
        self.offset: Final = offset
        self.field: Final = field


class BadExport(CryptokitError):
    """A chat export that cannot be read: in which file, where, and what to do.

    Precedent: Telegram writes control characters as backslash-x, which is not JSON; we repair that
    instead of refusing it.
    See: telegramdesktop/tdesktop, export_output_json.cpp.
    """

    def __init__(self, what: str, *, source: str, where: str = "", hint: str = "") -> None:
        super().__init__(f"{source}: {where + ': ' if where else ''}{what}", hint)
        self.source: Final = source
        self.where: Final = where


class NothingToImport(BadExport):
    """A messenger's own locked store was given: there is nothing in it that a reader could take.

    That is no fault of the file. Signal writes no chat out as text, and what lies on the disk is
    locked with a key of that device.

    Precedent: until 2024 that key lay in the clear in the same folder, so that any program of the
    user could open the store, and a copied folder was a copied account.
    See: M. Tsai, "Signal for Mac's 'Encrypted' Database", mjtsai.com, July 2024.
    """


class BadWorld(CryptokitError):
    """A world that contradicts itself: in which field.

    Companies that own each other in a circle have no parent to serve an order on, and a rule
    that names nothing can never apply.

    See: docs/formats.md, "A world".
    """

    def __init__(self, what: str, *, where: str, hint: str = "") -> None:
        super().__init__(f"{where}: {what}", hint)
        self.where: Final = where


class BadExhibit(CryptokitError):
    """A seized file that cannot be used as evidence: cut, forged, or not what it is called.

    The examiner reports it and goes on with the rest.

    Precedent: courts ask who held a file and whether it changed, which a digest taken at seizure
    answers.
    See: ISO/IEC 27037:2012, on handling digital evidence.
    """

    def __init__(self, what: str, *, exhibit: str, hint: str = "") -> None:
        super().__init__(f"{exhibit}: {what}", hint)
        self.exhibit: Final = exhibit


class Unknown(CryptokitError):
    """A name that is not there: a country, a rung, a chat, a messenger.

    >>> str(Unknown("country", "NX", known=["NL", "US"]))
    "unknown country 'NX'. Try: one of NL, US"
    """

    def __init__(self, kind: str, name: str, *, known: Iterable[str]) -> None:
        names = sorted(known)
        cases = {one.lower(): one for one in names}
        near = get_close_matches(name.lower(), cases, n=1)
        hint = f"{cases[near[0]]!r}, or " if near else ""
        super().__init__(f"unknown {kind} {name!r}", f"{hint}one of {', '.join(names)}")
        self.name: Final = name
        self.known: Final = tuple(names)


class ToyOnly(TypeError):
    """A key made from a lesson's seed was about to protect something real.

    Its bytes are the same on every run and for everybody who knows the seed.

    Precedent: the HTC Exodus 1 drew its sharing coefficients from a predictable source, and three
    of five shares became one.
    See: Ledger Donjon, "Attacking the social key recovery of HTC Exodus 1", 2019.
    """

    def __init__(self) -> None:
        super().__init__(
            "this key comes from a lesson's seed and protects nothing: "
            "draw it from cryptokit.rng.system, or work inside `with rng.lesson(seed):`"
        )
