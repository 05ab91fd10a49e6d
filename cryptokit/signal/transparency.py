"""A directory that cannot lie unseen: every key that it hands out stands in a log for all.

Not here: names hidden by a verifiable random function, an index of names, and signatures of the
log. In a log of plain entries the owner of a name reads all entries to find those about it.

    the directory   appends every key to the log before it hands it out
    who looks up    asks for a proof that the key is in the log (``check_answer``)
    the owner       looks for keys under its name that are not its own (``strangers``)
    an auditor      asks of each new head a proof that the log only grew (``check_growth``)
    everybody       compares heads with others, so that all see one log (``check_gossip``)

It prevents nothing: a false key that is in the log works until somebody looks.

See: Melara and others, "CONIKS: Bringing Key Transparency to End Users", USENIX Security 2015;
RFC 9162, 2021, section 2.1. WhatsApp's directory of 2023 is another tree with the same roles.
"""

import hmac
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from cryptokit.errors import Unknown, Untrusted
from cryptokit.primitives import merkle_log
from cryptokit.primitives.merkle_log import Proof
from cryptokit.signal.curve import PublicKey


@dataclass(frozen=True, slots=True)
class Entry:
    """A key under a name, one of perhaps several: a later one does not replace an earlier one."""

    name: bytes
    identity: PublicKey

    def to_bytes(self) -> bytes:
        """Write the key, 33 bytes, then the name."""
        return self.identity.wire + self.name


@dataclass(frozen=True, slots=True)
class Head:
    """What a log commits to: how many entries, and their root."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An entry, its place in the log, and the proof that it is there."""

    entry: Entry
    place: int
    proof: Proof


Log = tuple[Entry, ...]
"""All entries, the oldest first."""
Grow = Callable[[int, int], Proof]
"""Ask a log for the proof that its tree of one size grew to the one of another size."""


def head(log: Log) -> Head:
    """Give what a log commits to now."""
    return Head(len(log), merkle_log.root(_data(log)))


def look_up(log: Log, name: bytes) -> Answer:
    """Answer as the directory: the newest key of a name, with its proof. Raises Unknown.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.curve import KeyPair
    >>> old, new = (KeyPair.draw(lesson(one)).public for one in ("old phone", "new phone"))
    >>> log = (Entry(b"bob", old), Entry(b"ana", old), Entry(b"bob", new))
    >>> found = look_up(log, b"bob")
    >>> check_answer(found, b"bob", head(log)), found.place
    (<PublicKey 377b1faa>, 2)
    """
    places = [place for place, entry in enumerate(log) if entry.name == name]
    if not places:
        known = {entry.name.decode("utf-8", "replace") for entry in log}
        raise Unknown("name", name.decode("utf-8", "replace"), known=known)
    return Answer(log[places[-1]], places[-1], merkle_log.inclusion(_data(log), places[-1]))


def check_answer(answer: Answer, name: bytes, seen: Head) -> PublicKey:
    """Take a key that is in the log of a head. Raises Untrusted with field ``name`` or ``log``.

    Nothing shows that there is no newer one: that is for the owner to see.
    """
    if answer.entry.name != name:
        raise Untrusted("a key of somebody else", field="name")
    data = answer.entry.to_bytes()
    if not merkle_log.included(data, answer.place, seen.size, answer.proof, seen.root):
        raise Untrusted("this key is not in it", field="log")
    return answer.entry.identity


def strangers(
    log: Log, name: bytes, own: Collection[PublicKey], seen: Head
) -> tuple[PublicKey, ...]:
    """Give the keys under one's name that are not one's own, as its owner.

    Raises Untrusted with field ``log`` for entries that do not make the head that we have.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.curve import KeyPair
    >>> mine, false = (KeyPair.draw(lesson(one)).public for one in ("bob", "somebody"))
    >>> log = (Entry(b"bob", mine), Entry(b"bob", false))
    >>> strangers(log, b"bob", [mine], head(log)) == (false,)
    True
    """
    _expect(head(log), seen)
    return tuple(one.identity for one in log if one.name == name and one.identity not in own)


def grow(log: Log, older: int, newer: int) -> Proof:
    """Prove as the log that its first ``older`` entries are the first of its ``newer``."""
    return merkle_log.consistency(_data(log[:newer]), older)


def check_growth(before: Head, after: Head, proof: Proof) -> None:
    """Check as an auditor, or as a phone that was here before, that nothing was taken back.

    Raises Untrusted with field ``log``.

    >>> from cryptokit.signal.curve import PublicKey
    >>> log = tuple(Entry(name, PublicKey(bytes([9] * 32))) for name in (b"ana", b"ben", b"cid"))
    >>> check_growth(head(log[:2]), head(log), grow(log, 2, 3))
    >>> check_growth(head(log[:2]), head(log[1:]), grow(log[1:], 2, 2))
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: log: entries were changed or are gone. Try: ...
    """
    sizes = before.size, after.size
    if not merkle_log.consistent(sizes[0], before.root, sizes[1], after.root, proof):
        raise Untrusted("entries were changed or are gone", field="log")


def check_gossip(heads: Sequence[Head], ask: Grow) -> None:
    """Check that heads which several people were given are of one log; ``ask`` asks that log.

    Raises Untrusted with field ``log``: then the log shows two views. Without a proof of its own
    signature nobody outside can tell who of two people lies, so a real log signs its heads.

    >>> from cryptokit.signal.curve import PublicKey
    >>> ana, ben = (Entry(name, PublicKey(bytes([9] * 32))) for name in (b"ana", b"ben"))
    >>> check_gossip([head((ana,)), head((ana, ben))], lambda *sizes: grow((ana, ben), *sizes))
    >>> check_gossip([head((ana,)), head((ben,))], lambda *sizes: grow((ana,), *sizes))
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: log: it shows two views. Try: ...

    See: Chuat and others, "Efficient Gossip Protocols for Verifying the Consistency of Certificate
    Logs", IEEE CNS 2015.
    """
    ordered = sorted(heads, key=lambda one: one.size)
    for older, newer in combinations(ordered, 2):
        proof = ask(older.size, newer.size)
        if not merkle_log.consistent(older.size, older.root, newer.size, newer.root, proof):
            raise Untrusted("it shows two views", field="log")


def _expect(found: Head, seen: Head) -> None:
    same = hmac.compare_digest(found.root, seen.root)
    if found.size != seen.size or not same:
        raise Untrusted("its entries do not make its head", field="log")


def _data(log: Log) -> tuple[bytes, ...]:
    return tuple(entry.to_bytes() for entry in log)
