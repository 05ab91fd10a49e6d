"""Temporary keys: bound to a permanent one for a day, so that recorded traffic closes behind it.

They give secrecy against whoever seizes a phone, or the server's disk, later. They give none
against the server, and none to the history, which the permanent key can download again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from struct import Struct
from typing import Final

from cryptokit.errors import CryptokitError, Untrusted, WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import envelope1, objects, service
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, draw, system

RENEW_BEFORE: Final = 3600
"""Seconds before the end at which TDLib makes the next key."""
GRACE: Final = 60
"""Seconds in which a fresh permanent key may not be known to every server yet.
See: Telegram, "auth.bindTempAuthKey", on ENCRYPTED_MESSAGE_INVALID."""
REFUSED: Final = "ENCRYPTED_MESSAGE_INVALID"
UNBOUND_MAY: Final = ("auth.bindTempAuthKey", "help.getConfig", "help.getNearestDc")
"""What an unbound key may call. See: Telegram, "Perfect Forward Secrecy"."""
_HEAD: Final = Struct("<16sQII")
_INNER_SIZE: Final = 40
_BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class TemporaryKey:
    """A key for some hours; ``expires_at`` is in seconds since 1970, by the server's clock.

    >>> key = TemporaryKey(AuthKey(bytes(range(256))), expires_at=1_700_086_400)
    >>> may_call(key, objects.write("help.getConfig"), now=1_700_000_000)
    True
    >>> may_call(key, objects.write("ping", ping_id=7), now=1_700_000_000)
    False
    """

    key: AuthKey
    expires_at: int
    bound: bool = False


def is_alive(temporary: TemporaryKey, *, now: float) -> bool:
    """Tell whether the key is still taken."""
    return now < temporary.expires_at


def needs_renewal(temporary: TemporaryKey, *, now: float) -> bool:
    """Tell whether it is time to make the next key, an hour before the end."""
    return now >= temporary.expires_at - RENEW_BEFORE


def may_call(temporary: TemporaryKey, body: bytes, *, now: float) -> bool:
    """Tell whether the server takes a call under this key."""
    return is_alive(temporary, now=now) and (temporary.bound or _is_allowed_unbound(body))


def bind(
    permanent: AuthKey,
    temporary: AuthKey,
    *,
    session_id: bytes,
    message_id: int,
    expires_at: int,
    rng: Rng = system,
) -> bytes:
    """Write the auth.bindTempAuthKey that is sent under the temporary key, as ``message_id``.

    ``session_id``, 8 bytes, is that of the session under the temporary key.

    >>> permanent, temporary = AuthKey(bytes(range(256))), AuthKey(bytes(256))
    >>> numbers = {"session_id": b"session1", "message_id": 1_700_000_000 << 32}
    >>> body = bind(permanent, temporary, expires_at=1_700_086_400, **numbers)
    >>> bound = check(body, permanent, temporary, now=1_700_000_000, **numbers)
    >>> bound.bound, bound.key == temporary
    (True, True)

    See: Telegram, "auth.bindTempAuthKey", on the binding message.
    """
    nonce = int.from_bytes(draw(rng, 8), "little", signed=True)
    inner = objects.write(
        "bind_auth_key_inner",
        nonce=nonce,
        temp_auth_key_id=_long(temporary.key_id()),
        perm_auth_key_id=_long(permanent.key_id()),
        temp_session_id=_long(session_id),
        expires_at=expires_at,
    )
    # 16 random bytes stand where the salt and the session would, and the seq_no is 0.
    head = _HEAD.pack(draw(rng, 16), message_id, 0, len(inner))
    return objects.write(
        "auth.bindTempAuthKey",
        perm_auth_key_id=_long(permanent.key_id()),
        nonce=nonce,
        expires_at=expires_at,
        encrypted_message=envelope1.seal(permanent, head + inner, x=0, rng=rng),
    )


def check(
    body: bytes,
    permanent: AuthKey,
    temporary: AuthKey,
    *,
    session_id: bytes,
    message_id: int,
    now: float,
) -> TemporaryKey:
    """Check, as the server, a call that came under ``temporary`` in this session as this message.

    Raises WireError for another call; CannotOpen if the permanent key did not seal it; Untrusted
    with the field that does not fit.

    See: Telegram, "auth.bindTempAuthKey".
    """
    call = objects.read_all(body, "auth.bindTempAuthKey")
    _require(call, "perm_auth_key_id", _long(permanent.key_id()))
    if call.number("expires_at") <= now:
        raise Untrusted("in the past", field="expires_at")
    inner = _open(permanent, call.data("encrypted_message"), message_id)
    _require(inner, "nonce", call.number("nonce"))
    _require(inner, "expires_at", call.number("expires_at"))
    _require(inner, "temp_auth_key_id", _long(temporary.key_id()))
    _require(inner, "perm_auth_key_id", _long(permanent.key_id()))
    _require(inner, "temp_session_id", _long(session_id))
    return TemporaryKey(temporary, call.number("expires_at"), bound=True)


def reply(error: CryptokitError | None) -> bytes:
    """Write the server's answer: true, or one error for all that ``check`` can raise.

    >>> reply(None).hex(), REFUSED.encode() in reply(Untrusted("no", field="nonce"))
    ('b5757299', True)
    """
    if error is None:
        return objects.write("boolTrue")
    return service.error(_BAD_REQUEST, REFUSED)


def to_drop(*, permanent_made_at: float, now: float) -> tuple[str, ...]:
    """Tell which keys a device drops after ENCRYPTED_MESSAGE_INVALID.

    A permanent key of less than a minute may not be known everywhere yet: try again with another
    temporary one. Otherwise the server lost it, or somebody is between: start from nothing.

    >>> to_drop(permanent_made_at=1000, now=1030), to_drop(permanent_made_at=1000, now=1061)
    (('temporary',), ('temporary', 'permanent'))

    See: Telegram, "auth.bindTempAuthKey", on ENCRYPTED_MESSAGE_INVALID.
    """
    return ("temporary",) if now - permanent_made_at <= GRACE else ("temporary", "permanent")


Bindings = Mapping[bytes, TemporaryKey]
"""The server's table: the id of a permanent key, and its one temporary key."""


def bound(bindings: Bindings, permanent: AuthKey, temporary: TemporaryKey) -> Bindings:
    """Bind a key that was checked; the one that was bound before is bound no more."""
    return {**bindings, permanent.key_id(): replace(temporary, bound=True)}


def expired(bindings: Bindings, *, now: float) -> Bindings:
    """Forget keys that ended: from then on nobody holds them."""
    return {one: key for one, key in bindings.items() if is_alive(key, now=now)}


def _open(permanent: AuthKey, packet: bytes, message_id: int) -> TlObject:
    message = envelope1.open_(permanent, packet, x=0, head=_HEAD.size)
    _, inner_id, seq_no, size = _HEAD.unpack_from(message)
    if inner_id != message_id:
        raise Untrusted("not that of the call", field="message_id")
    if seq_no or size != _INNER_SIZE:
        raise Untrusted("a binding message has 0 and 40 here", field="seq_no or length")
    return objects.read_all(message[_HEAD.size :], "bind_auth_key_inner")


def _require(of: TlObject, field: str, wanted: int) -> None:
    if of.number(field) != wanted:
        raise Untrusted("not the one of this connection", field=field)


def _is_allowed_unbound(body: bytes) -> bool:
    try:
        objects.read_all(body, *UNBOUND_MAY)
    except WireError:
        return False
    return True


def _long(eight: bytes) -> int:
    return int.from_bytes(eight, "little", signed=True)
