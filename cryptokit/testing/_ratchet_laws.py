"""Laws of a Double Ratchet, to hold your own code against.

Not here: whether a cipher hides anything, the handshake before it, and encrypted headers.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cryptokit.testing import _ratchet_keys, _ratchet_opening
from cryptokit.testing._complaints import hold
from cryptokit.testing._ratchet_code import Key, RatchetCode, State

MOST_KEYS: Final = 2100
"""Keys in a state, if nothing else is said: 2000 of missing messages, and those in use.
See: signalapp/libsignal, rust/protocol/src/consts.rs, MAX_MESSAGE_KEYS."""


def check_ratchet(
    start: Callable[..., tuple[State, State]],
    encrypt: Callable[..., tuple[State, bytes]],
    decrypt: Callable[..., tuple[State, bytes]],
    *,
    keys: Callable[[State], Iterable[Key]],
    ratchet_key: Callable[[bytes], object],
    most_keys: int = MOST_KEYS,
) -> None:
    """Hold your Double Ratchet against every law in ``RATCHET_LAWS``.

    It is called as ``start(rng=rng)``, which gives the states of two sides, the one first that
    speaks first; ``encrypt(state, text, rng=rng)``, which gives the state after it and a message
    in bytes; ``decrypt(state, message, rng=rng)``, which gives the state after it and the text, or
    raises. A state that is given stays as it was. ``keys`` finds all secret keys in a state,
    whatever can be compared; ``ratchet_key`` reads the public key that a message shows;
    ``most_keys`` is how many keys a state may have at most, those of missing messages with them.
    The networks are bad enough that 20 messages may be missing at once, and five chains be open.
    Raises AssertionError, which names every broken law with the smallest counterexample that
    Hypothesis finds.

    >>> from cryptokit.signal import ratchet, state_bytes
    >>> from cryptokit.signal.chains import RootKey
    >>> from cryptokit.signal.curve import KeyPair
    >>> def start(*, rng):
    ...     root, bob = RootKey.draw(rng), KeyPair.draw(rng)
    ...     return ratchet.begin(root, bob.public, rng=rng), ratchet.answer(root, bob)
    >>> def encrypt(state, text, *, rng):
    ...     state, message = ratchet.encrypt(state, text)
    ...     return state, message.to_bytes()
    >>> def decrypt(state, packet, *, rng):
    ...     return ratchet.decrypt(state, ratchet.Message.from_bytes(packet), rng=rng)
    >>> def keys(state):
    ...     return state_bytes.secrets_in(state_bytes.to_bytes(state))
    >>> check_ratchet(start, encrypt, decrypt, keys=keys, ratchet_key=lambda packet: packet[:32])

    See: Perrin and Marlinspike, "The Double Ratchet Algorithm", revision 1, 2016.
    """
    code = RatchetCode(start, encrypt, decrypt, keys, ratchet_key, most_keys)
    hold(code, RATCHET_LAWS)


RATCHET_LAWS: Final[Mapping[str, Callable[[RatchetCode], None]]] = {
    law.__name__: law
    for law in (
        _ratchet_opening.every_message_opens_once_on_any_network,
        _ratchet_opening.a_late_message_opens,
        _ratchet_opening.a_copy_is_refused,
        _ratchet_opening.a_changed_message_is_refused,
        _ratchet_opening.a_refused_message_changes_nothing,
        _ratchet_opening.a_message_for_others_is_refused,
        _ratchet_keys.a_used_key_is_gone,
        _ratchet_keys.three_in_a_row_turn_only_the_chain,
        _ratchet_keys.an_answer_heals,
        _ratchet_keys.what_is_kept_is_bounded,
    )
}
"""Each law of a Double Ratchet by its name, a sentence; the docstring says it in full."""
