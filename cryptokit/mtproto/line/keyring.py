"""The keys that a server knows, and their salts: permanent ones on the disk, temporary in memory.

Temporary keys, what is bound to what, and salts are gone with the process. How a binding is checked
is in ``binding``.
"""

from dataclasses import dataclass, replace

from cryptokit.keys import AuthKey
from cryptokit.mtproto import binding, salts
from cryptokit.mtproto.auth.terms import Made
from cryptokit.mtproto.binding import TemporaryKey
from cryptokit.mtproto.line.inbox import Inbox
from cryptokit.mtproto.salts import Salt, Salts
from cryptokit.rng import Rng


@dataclass(frozen=True, slots=True)
class Known:
    """A key that holds; a temporary one comes with its end, and with who vouches for it.

    ``owner`` is the id of the permanent key: its own, or that which it is bound to, or nothing.
    """

    key: AuthKey
    owner: bytes
    temporary: TemporaryKey | None = None


class Keyring:
    """All keys of a server."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._temporary: dict[bytes, TemporaryKey] = {}
        self._bound: binding.Bindings = {}
        self._salts: dict[bytes, Salts] = {}

    def __contains__(self, key_id: object) -> bool:
        """Tell whether an id is taken, so that no two devices have keys of one name."""
        known = key_id in self._temporary
        return known or (isinstance(key_id, bytes) and self._inbox.key(key_id) is not None)

    def add(self, made: Made, *, now: float) -> None:
        """Store a key that was just made, with its first salt."""
        # Salts that ended are no loss, and a handshake is slow enough to look for them here.
        self._salts = {name: one for name, one in self._salts.items() if one[-1].until > now}
        key_id, until = made.key.key_id(), int(now) + salts.LIFE + salts.GRACE
        if made.expires_at is None:
            self._inbox.add_key(made.key)
        else:
            self._temporary[key_id] = TemporaryKey(made.key, made.expires_at)
        self._salts[key_id] = (Salt(int(now), until, made.salt),)

    def forget(self, *, now: float) -> frozenset[bytes]:
        """Forget temporary keys that ended, with their salts; give their ids."""
        self._bound = binding.expired(self._bound, now=now)
        keys = self._temporary.items()
        ended = frozenset(name for name, one in keys if not binding.is_alive(one, now=now))
        for name in ended:
            del self._temporary[name]
            self._salts.pop(name, None)
        return ended

    def find(self, key_id: bytes) -> Known | None:
        """Give a key that was not forgotten, or None."""
        if found := self._temporary.get(key_id):
            owners = (name for name, one in self._bound.items() if one.key == found.key)
            owner = next(owners, b"")
            return Known(found.key, owner, replace(found, bound=bool(owner)))
        key = self._inbox.key(key_id)
        return Known(key, key_id) if key else None

    def permanent(self, key_id: bytes) -> AuthKey | None:
        """Give a permanent key, if it is there."""
        return self._inbox.key(key_id)

    def bind(self, permanent: AuthKey, temporary: TemporaryKey) -> None:
        """Let a permanent key vouch for a temporary one, in place of the one before.

        It does not make the key live longer.
        """
        made = self._temporary[temporary.key.key_id()]
        until = min(made.expires_at, temporary.expires_at)
        temporary = replace(temporary, expires_at=until)
        self._bound = binding.bound(self._bound, permanent, temporary)

    def salts(self, key_id: bytes, *, now: float, rng: Rng) -> Salts:
        """Give the salts of a key: those that still hold, and the next ones, drawn if need be."""
        renewed = salts.renew(self._salts.get(key_id, ()), now=now, rng=rng)
        self._salts[key_id] = renewed
        return renewed
