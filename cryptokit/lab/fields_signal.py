"""A sentence for each field of the messages under Signal and WhatsApp. No stored state is here.

Each field of protocol buffers has a tag, a length if it is bytes, and a value.
"""

from typing import Final

from cryptokit.lab.fieldnotes import Note, Notes, halves, tag, text, variable

_RATCHET: Final = "Perrin and Marlinspike, 'The Double Ratchet Algorithm', revision 1, 2016"
_X3DH: Final = "Marlinspike and Perrin, 'The X3DH Key Agreement Protocol', revision 1, 2016"
_MESSAGES: Final = "libsignal, rust/protocol/src/protocol.rs"
_PROTO: Final = "libsignal, rust/protocol/src/proto/wire.proto"
_BUFFERS: Final = 'Protocol Buffers documentation, "Encoding"'
_COUNT: Final = "The number."
_KEY: Final = "A byte 5 for the curve, and an X25519 key of 32 bytes."

_BUFFER: Final[Notes] = {
    "tag": Note("Which field comes, and what kind of value it has.", _BUFFERS, tag),
    "length": Note("How many bytes the value has.", _BUFFERS, variable),
    "value": Note("The value of the field.", _BUFFERS),
}
_MESSAGE: Final[Notes] = {
    "ratchet message": Note(
        "A message of a session: all but its words is in the clear.", _MESSAGES
    ),
    "version": Note("The version of the session, and the newest its writer knows.", _PROTO, halves),
    "ratchet_key": Note(
        "The sender's ratchet key of the moment: a new one comes with a change of speaker.",
        f"{_RATCHET}, section 3.1",
    ),
    "ratchet_key/value": Note(_KEY, _MESSAGES),
    "counter": Note("The place of the message in its chain, from 0 on.", _PROTO),
    "counter/value": Note(_COUNT, _BUFFERS, variable),
    "previous_counter": Note(
        "The length of the sender's chain before, less one; readers of today do not use it.", _PROTO
    ),
    "previous_counter/value": Note(_COUNT, _BUFFERS, variable),
    "ciphertext": Note("The words in AES-256-CBC, under a key that serves once.", _MESSAGES),
    "ciphertext/value": Note("Whole blocks of 16 bytes, so the size tells little.", _MESSAGES),
    "pq_ratchet": Note("A post-quantum ratchet's own message, from version 4 on.", _PROTO),
    "addresses": Note("Who writes to whom, where the MAC is to cover account ids.", _PROTO),
    "mac": Note(
        "The first 8 bytes of an HMAC-SHA-256 over both identity keys and all bytes before.",
        _MESSAGES,
    ),
}
_FIRST: Final[Notes] = {
    "first ratchet message": Note(
        "A message with what its reader needs to make the same keys.", f"{_X3DH}, section 3.3"
    ),
    "pre_key_id": Note("Which one-time prekey of the reader was used up.", f"{_X3DH}, section 3.3"),
    "pre_key_id/value": Note(_COUNT, _BUFFERS, variable),
    "base_key": Note("A key that the sender made for this beginning.", f"{_X3DH}, section 3.3"),
    "base_key/value": Note(_KEY, _MESSAGES),
    "identity_key": Note("Who says they write: compare safety numbers.", f"{_X3DH}, section 4.1"),
    "identity_key/value": Note(_KEY, _MESSAGES),
    "message": Note("A whole ratchet message, with a MAC of its own.", _MESSAGES),
    "message/value": Note("That message from its first byte to its last.", _MESSAGES),
    "registration_id": Note("Which installation of the app writes.", _PROTO),
    "registration_id/value": Note(_COUNT, _BUFFERS, variable),
    "signed_pre_key_id": Note("Which signed prekey of the reader was used.", _PROTO),
    "signed_pre_key_id/value": Note(_COUNT, _BUFFERS, variable),
    "kyber_pre_key_id": Note("Which post-quantum prekey was used, from version 4 on.", _PROTO),
    "kyber_pre_key_id/value": Note(_COUNT, _BUFFERS, variable),
    "kyber_ciphertext": Note("A secret for that prekey, from version 4 on.", _PROTO),
}
_GROUP: Final[Notes] = {
    "group message": Note("One message for all members: who has the sender key reads.", _MESSAGES),
    "distribution id": Note("Which sender key it is: 16 random bytes.", _PROTO),
    "chain id": Note("Which chain of that sender.", _PROTO),
    "chain id/value": Note(_COUNT, _BUFFERS, variable),
    "iteration": Note("The place in the chain: only a hash turns it, nobody answers.", _PROTO),
    "iteration/value": Note(_COUNT, _BUFFERS, variable),
    "signature": Note("The sender's signature: members have the chain, and not this key.", _PROTO),
}
_INSIDE: Final[Notes] = {
    "plaintext": Note("What the reader sees, once a key that serves once was used.", _RATCHET),
    "text": Note("The words in UTF-8.", _RATCHET, text),
}
SIGNAL: Final[Notes] = {**_BUFFER, **_MESSAGE, **_FIRST, **_GROUP, **_INSIDE}
"""What is known of a field of Signal's messages."""
