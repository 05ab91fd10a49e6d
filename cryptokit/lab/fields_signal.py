"""A sentence for each field of the messages under Signal and WhatsApp. No stored state is here.

Each field of protocol buffers has a tag, a length if it is bytes, and a value.
"""

from typing import Final

from cryptokit.lab.fieldnotes import Note, Notes, halves, milliseconds, tag, text, variable

_RATCHET: Final = "Perrin and Marlinspike, 'The Double Ratchet Algorithm', revision 1, 2016"
_X3DH: Final = "Marlinspike and Perrin, 'The X3DH Key Agreement Protocol', revision 1, 2016"
_MESSAGES: Final = "libsignal, rust/protocol/src/protocol.rs"
_PROTO: Final = "libsignal, rust/protocol/src/proto/wire.proto"
_SEALER: Final = "libsignal, rust/protocol/src/sealed_sender.rs"
_WEB: Final = "the schema in public clients of WhatsApp Web"
_MEDIA: Final = "WhatsApp, 'Encryption Overview', version 6, 2021, on transmitting media"
_BUFFERS: Final = 'Protocol Buffers documentation, "Encoding"'
_FRANKING: Final = (
    "Facebook, 'Messenger Secret Conversations: Technical Whitepaper', 2016, on abuse reporting"
)
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
    "words": Note("What somebody typed.", _WEB),
    "words/value": Note("The words in UTF-8.", _WEB, text),
    "sender_key": Note("A sender key for a member of a group.", _WEB),
    "sender_key/group": Note("Which group it is for.", _WEB),
    "sender_key/group/value": Note("The id of its sender key: 16 random bytes.", _PROTO),
    "distribution": Note("A distribution message: the chain, and who signs.", _MESSAGES),
    "distribution/value": Note("That message from its first byte to its last.", _MESSAGES),
    "distribution/value/iteration": Note("The first place that a member can open.", _PROTO),
    "chain key": Note("What the keys of all later messages come from.", _PROTO),
    "chain key/value": Note("32 bytes in the clear: who has them reads on.", _PROTO, hidden=True),
    "signer": Note("The public key that the signatures of this sender fit.", _PROTO),
    "signer/value": Note(_KEY, _MESSAGES),
    "nonce": Note("What opens the sender's commitment; the app has no such field.", _FRANKING),
    "nonce/value": Note(
        "32 random bytes, for whoever reports the message.", _FRANKING, hidden=True
    ),
}
_FILE: Final[Notes] = {
    "image": Note("A picture that lies locked on a server.", _WEB),
    "document": Note("A document that lies locked on a server.", _WEB),
    "audio": Note("A sound that lies locked on a server.", _WEB),
    "video": Note("A film that lies locked on a server.", _WEB),
    "digest": Note("SHA-256 of what is in the file.", _WEB),
    "locked_digest": Note("SHA-256 of the file as the server has it.", _MEDIA),
    "size": Note("How many bytes the file has.", _WEB),
    "size/value": Note(_COUNT, _BUFFERS, variable),
    "key": Note("What opens the file.", _MEDIA),
    "key/value": Note("32 bytes, from which the keys of the file come.", _MEDIA, hidden=True),
    "name": Note("What the file is called.", _WEB),
    "name/value": Note("The name in UTF-8.", _WEB, text),
}
_SEAL: Final[Notes] = {
    "sealed message": Note("A message whose sender is hidden from the server.", _SEALER),
    "sealed message/version": Note("Version 1 of the seal, in both halves.", _SEALER, halves),
    "ephemeral": Note("A throw-away key, made for this message.", _SEALER),
    "ephemeral/value": Note(_KEY, _MESSAGES),
    "encrypted static": Note("The sender's identity key, locked for the recipient.", _SEALER),
    "encrypted static/value": Note(
        "33 bytes of key in AES-256-CTR, and 10 bytes of HMAC-SHA-256.", _SEALER
    ),
    "encrypted message": Note("Who writes and what, under a key of both identities.", _SEALER),
    "encrypted message/value": Note("AES-256-CTR, and 10 bytes of HMAC-SHA-256.", _SEALER),
    "sealed content": Note("What the recipient finds under the seal.", _SEALER),
    "type": Note(
        "What lies inside: 1 starts a session, 2 belongs to one, 7 is for a group, 8 is no "
        "ciphertext.",
        _SEALER,
    ),
    "type/value": Note(_COUNT, _BUFFERS, variable),
    "content": Note("The message inside, encrypted once more.", _SEALER),
    "content/value": Note("That message from its first byte to its last.", _MESSAGES),
    "hint": Note("What a phone may do if the message inside does not open.", _SEALER),
    "hint/value": Note(_COUNT, _BUFFERS, variable),
    "group": Note("For which group it is, if for one.", _SEALER),
}
_CERTIFICATES: Final[Notes] = {
    "sender certificate": Note("Who writes, as the server vouches for it.", _SEALER),
    "sender certificate/value": Note("What was signed, and the signature.", _SEALER),
    "body": Note("What is signed, as it came.", _SEALER),
    "body/value": Note("The fields of the certificate.", _SEALER),
    "sender certificate/value/signature": Note(
        "Made with the key of the server, whose certificate lies in the body.", _SEALER
    ),
    "phone": Note("The sender's number, if the certificate names it.", _SEALER),
    "phone/value": Note("The number as text.", _SEALER, text),
    "device": Note("Which device of the account writes.", _SEALER),
    "device/value": Note(_COUNT, _BUFFERS, variable),
    "expires": Note("Until when the certificate holds: nobody can take it back.", _SEALER),
    "expires/value": Note("Milliseconds since 1970.", _SEALER, milliseconds),
    "identity": Note("The sender's identity key: the one that the seal was made with.", _SEALER),
    "identity/value": Note(_KEY, _MESSAGES),
    "server": Note("The certificate of the server that signed.", _SEALER),
    "server/value": Note("What was signed, and the signature.", _SEALER),
    "server/value/signature": Note(
        "Made with the trust root, whose public key each app carries.", _SEALER
    ),
    "id": Note("The number by which this server can be revoked.", _SEALER),
    "id/value": Note(_COUNT, _BUFFERS, variable),
    "server/value/body/value/key": Note("The key that signs sender certificates.", _SEALER),
    "server/value/body/value/key/value": Note(_KEY, _MESSAGES),
    "uuid": Note("The sender's account.", _SEALER),
    "uuid/value": Note("A UUID as text.", _SEALER, text),
}
SIGNAL: Final[Notes] = {
    **_BUFFER,
    **_MESSAGE,
    **_FIRST,
    **_GROUP,
    **_INSIDE,
    **_FILE,
    **_SEAL,
    **_CERTIFICATES,
}
"""What is known of a field of Signal's messages."""
