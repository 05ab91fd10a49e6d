"""What a student might hand in: a stream cipher with a tag, once without a mistake, and once with each.

packet = nonce (16) || message xor keystream || tag (16)
"""

import hashlib
import hmac
from functools import partial

from hypothesis import strategies as st

from cryptokit.rng import lesson
from cryptokit.testing import Envelope

NONCE = TAG = 16
PIECE = 8

MISTAKES = (
    "no tag",
    "the nonce is not under the tag",
    "the tag covers the first 16 bytes only",
    "only the first byte of the tag is compared",
    "a tag that is not there is not compared",
    "bytes after the tag are ignored",
    "the packet is looked for from the end",
    "each piece is sealed alone",
    "one bit of the nonce is not used",
    "half of the key is not used",
    "the tag is a hash without a key",
    "one key for both directions",
    "the nonce is always the same",
    "the nonce is drawn and not used",
    "zeros at the end are padding",
    "an empty message is refused",
)


def student(mistake=""):
    """Give the code, with one mistake in it."""
    return Envelope(
        seal=partial(seal, mistake=mistake),
        open_=partial(open_, mistake=mistake),
        key_size=32,
        of=st.binary(max_size=16),
        sizes=range(24),
    )


def mask(key, nonce, data, mistake):
    used = b"" if mistake == "the nonce is drawn and not used" else used_of(nonce, mistake)
    stream = hashlib.shake_256(key + used).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def used_of(nonce, mistake):
    if mistake == "one bit of the nonce is not used" and nonce:
        return bytes([nonce[0] & 127]) + nonce[1:]
    return nonce


def tag_of(key, nonce, body, mistake):
    nonce = used_of(nonce, mistake)
    if mistake == "the tag is a hash without a key":
        return hashlib.sha256(nonce + body).digest()[:TAG]
    covered = nonce + body
    if mistake in {"the nonce is not under the tag", "the nonce is drawn and not used"}:
        covered = body
    if mistake == "the tag covers the first 16 bytes only":
        covered = covered[:16]
    return hmac.digest(key, covered, "sha256")[:TAG]


def keyed(key, direction, mistake):
    if mistake == "half of the key is not used":
        key = key[16:]
    which = 0 if mistake == "one key for both directions" else direction
    return hmac.digest(key, bytes([which]), "sha256")


def seal(key, message, *, direction, rng, mistake):
    key = keyed(key, direction, mistake)
    if mistake == "the nonce is always the same":
        rng = lesson("1234")
    if mistake == "each piece is sealed alone":
        return b"".join(sealed_pieces(key, message, rng))
    nonce = rng(NONCE)
    body = mask(key, nonce, message, mistake)
    if mistake == "no tag":
        return nonce + body
    return nonce + body + tag_of(key, nonce, body, mistake)


def pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)] or [b""]


def open_(key, packet, *, direction, mistake):
    key = keyed(key, direction, mistake)
    if mistake == "bytes after the tag are ignored":
        return opened_with_rest(key, packet, mistake)
    if mistake == "the packet is looked for from the end":
        return opened_from_the_end(key, packet, mistake)
    if mistake == "each piece is sealed alone":
        return opened_pieces(key, packet)
    nonce, rest = packet[:NONCE], packet[NONCE:]
    if len(nonce) < NONCE:
        raise ValueError("cut")
    if mistake == "no tag":
        return mask(key, nonce, rest, mistake)
    if mistake == "a tag that is not there is not compared" and not rest:
        return b""
    if len(rest) < TAG:
        raise ValueError("cut")
    body, tag = rest[:-TAG], rest[-TAG:]
    right = tag_of(key, nonce, body, mistake)
    if mistake == "only the first byte of the tag is compared":
        right, tag = right[:1], tag[:1]
    if not hmac.compare_digest(right, tag):
        raise ValueError("forged")
    return finished(mask(key, nonce, body, mistake), mistake)


def finished(message, mistake):
    if mistake == "zeros at the end are padding":
        return message.rstrip(b"\0")
    if mistake == "an empty message is refused" and not message:
        raise ValueError("empty")
    return message


def sealed_pieces(key, message, rng):
    """Seal pieces of eight bytes; each says which it is, of how many, but not of which message."""
    parts = pieces(message, PIECE)
    for number, part in enumerate(parts):
        nonce, place = rng(NONCE), bytes([number, len(parts)])
        body = mask(key, nonce, part, "")
        yield nonce + place + body + tag_of(key, nonce, place + body, "")


def opened_pieces(key, packet):
    parts = pieces(packet, NONCE + 2 + PIECE + TAG)
    out = b""
    for number, part in enumerate(parts):
        nonce, body, tag = part[:NONCE], part[NONCE:-TAG], part[-TAG:]
        if body[:2] != bytes([number, len(parts)]):
            raise ValueError("cut")
        if not hmac.compare_digest(tag_of(key, nonce, body, ""), tag):
            raise ValueError("forged")
        out += mask(key, nonce, body[2:], "")
    return out


def opened_with_rest(key, packet, mistake):
    """Look for the end of the packet, instead of knowing it."""
    return first_that_opens(
        key, (packet[:end] for end in range(len(packet), 2 * TAG - 1, -1)), mistake
    )


def opened_from_the_end(key, packet, mistake):
    """Look for the start of the packet, instead of knowing it."""
    return first_that_opens(key, (packet[at:] for at in range(len(packet) - 2 * TAG + 1)), mistake)


def first_that_opens(key, parts, mistake):
    for part in parts:
        nonce, body, tag = part[:NONCE], part[NONCE:-TAG], part[-TAG:]
        if hmac.compare_digest(tag_of(key, nonce, body, mistake), tag):
            return mask(key, nonce, body, mistake)
    raise ValueError("forged")
