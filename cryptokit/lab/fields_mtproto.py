"""A sentence for each field that MTProto's parsers leave behind. Signal's are in ``fields_signal``.

``a/b`` is a field b inside a field a. Objects beyond those of the lessons have no sentences.
"""

from typing import Final

from cryptokit.lab.fieldnotes import (
    Note,
    Notes,
    big,
    constructor,
    date,
    flags,
    little,
    message_id,
    signed,
    text,
)

_PROTOCOL: Final = 'Telegram, "Mobile Protocol: Detailed Description"'
_TL: Final = 'Telegram, "Binary Data Serialization"'
_SCHEMA: Final = 'Telegram, "TL Schema"'
_KEY: Final = 'Telegram, "Creating an Authorization Key"'
_DEVICES: Final = 'Telegram, "Secret Chats, End-to-End Encryption"'
_NUMBERS: Final = 'Telegram, "Sequence numbers in secret chats"'

_ENVELOPE: Final[Notes] = {
    "packet": Note("All that a watcher sees: two names and noise.", _PROTOCOL),
    "key_id": Note("The end of the SHA-1 of the key: it says which key opens the rest.", _PROTOCOL),
    "msg_key": Note(
        "The middle of a SHA-256 over a part of the key and the padded plaintext: it authenticates "
        "the packet, and the AES key and iv of this packet come from it.",
        _PROTOCOL,
    ),
    "encrypted": Note("AES-256 in IGE mode: without the key, only its size tells.", _PROTOCOL),
    "padding": Note("12 to 1024 random bytes, so that the size does not tell much.", _PROTOCOL),
}
_CLOUD: Final[Notes] = {
    "cloud message": Note("What the server and one device read: both have the key.", _PROTOCOL),
    "salt": Note("A number that the server changes from time to time, against replay.", _PROTOCOL),
    "session_id": Note("Drawn by the device, one for each run of the app.", _PROTOCOL),
    "message_id": Note(
        "About the time of sending, in 2^-32 seconds: an id that came before is refused.",
        _PROTOCOL,
        message_id,
    ),
    "seq_no": Note(
        "Twice the number of messages before it that want an answer, and 1 more if it wants one.",
        _PROTOCOL,
        little,
    ),
    "cloud message/length": Note("The size of the body; behind it is padding.", _PROTOCOL, signed),
    "body": Note("One object of the schema: what is asked, answered or told.", _PROTOCOL),
    "peer": Note("To whom it goes: in a cloud chat the server reads it.", _SCHEMA),
    "user_id": Note("The number of the other person's account.", _SCHEMA, signed),
    "access_hash": Note("What the server gave this account to name that user.", _SCHEMA, signed),
    "body/message": Note("The words: in a cloud chat the server reads them.", _SCHEMA),
    "random_id": Note("Drawn by the sender: a message sent again counts once.", _SCHEMA, signed),
}
_OBJECTS: Final[Notes] = {
    "constructor": Note("Which object of the schema begins here.", _TL, constructor),
    "flags": Note("A bit for each optional field that is there.", _TL, flags),
    "length": Note("How many bytes follow; 254 says that three more hold it.", _TL, little),
    "long length": Note("How many bytes follow, from 254 on.", _TL, little),
    "data": Note("The bytes of a string.", _TL),
    "message/data": Note("The words in UTF-8.", _TL, text),
    "text/data": Note("The words in UTF-8.", _TL, text),
    "zeros": Note("Up to three zeros, so that all fills a multiple of four bytes.", _TL),
    "vector": Note("A list begins here.", _TL, constructor),
    "count": Note("How many items the list has.", _TL, little),
}
_SECRET_CHAT: Final[Notes] = {
    "secret message": Note("What two devices read: the server has no key for it.", _DEVICES),
    "secret message/length": Note("The size of the layer; behind it is padding.", _DEVICES, signed),
    "decryptedMessageLayer": Note("What stands around every message of a secret chat.", _DEVICES),
    "random_bytes": Note("At least 15 random bytes: equal messages look different.", _DEVICES),
    "layer": Note("The version of the schema that its writer speaks.", _DEVICES, little),
    "in_seq_no": Note(
        "Twice the number of messages received, and 1 more from who joined the chat.",
        _NUMBERS,
        little,
    ),
    "out_seq_no": Note(
        "Twice the number of messages sent before, and 1 more from who began the chat.",
        _NUMBERS,
        little,
    ),
    "decryptedMessageLayer/message": Note("The message itself.", _DEVICES),
    "ttl": Note("Seconds until it deletes itself, from reading on; 0 is never.", _DEVICES, little),
    "text": Note("The words, which only the two devices read.", _DEVICES),
}
_HANDSHAKE: Final[Notes] = {
    "message in the clear": Note("Before there is a key, everybody reads along.", _KEY),
    "auth_key_id": Note("Eight zeros: this is under no key.", _KEY, little),
    "message in the clear/length": Note("The size of the body.", _KEY, little),
    "nonce": Note("Drawn by the device: it names the run.", _KEY),
    "server_nonce": Note("Drawn by the server: it names the run, too.", _KEY),
    "pq": Note("A product of two primes, which costs the device some work to split.", _KEY),
    "pq/data": Note("The product, big-endian.", _KEY, big),
    "p": Note("The smaller of the two primes: the work was done.", _KEY),
    "p/data": Note("The prime, big-endian.", _KEY, big),
    "q": Note("The larger of the two primes.", _KEY),
    "q/data": Note("The prime, big-endian.", _KEY, big),
    "server_public_key_fingerprints": Note("The RSA keys that the server has.", _KEY),
    "server_public_key_fingerprints/item": Note("The end of the SHA-1 of an RSA key.", _KEY),
    "public_key_fingerprint": Note("The RSA key that the device chose.", _KEY),
    "encrypted_data": Note(
        "What only the server reads: under its RSA key in the second query, and under a temporary "
        "key in the third.",
        _KEY,
    ),
    "encrypted_answer": Note("The server's half, under a temporary key.", _KEY),
    "new_nonce_hash1": Note("A hash that shows: the server has the same key.", _KEY),
}
_INSIDE_HANDSHAKE: Final[Notes] = {
    "RSA_PAD data": Note("What the server finds with its private RSA key.", _KEY),
    "RSA_PAD data/inner data": Note("The work, the numbers of the run, and a secret.", _KEY),
    "RSA_PAD data/padding": Note("Random bytes up to 192.", _KEY),
    "new_nonce": Note("The secret number from which the temporary key is made.", _KEY, hidden=True),
    "dc": Note("The number of the data centre that is meant.", _KEY, signed),
    "inner data": Note("What both sides read under the temporary key.", _KEY),
    "SHA-1": Note("A hash of the object: a changed one does not fit.", _KEY),
    "object": Note("One half of the Diffie-Hellman exchange.", _KEY),
    "inner data/padding": Note("Up to 15 bytes, to fill the last block.", _KEY),
    "g": Note("The generator of the group.", _KEY, signed),
    "dh_prime": Note("The prime of the group, 2048 bits, which the device must check.", _KEY),
    "g_a": Note("The server's public value.", _KEY),
    "g_b": Note("The device's public value.", _KEY),
    "server_time": Note("The server's clock, by which ids are made.", _KEY, date),
    "retry_id": Note("0 at the first try, and then the name of the key refused.", _KEY, signed),
}
MTPROTO: Final[Notes] = {
    **_ENVELOPE,
    **_CLOUD,
    **_OBJECTS,
    **_SECRET_CHAT,
    **_HANDSHAKE,
    **_INSIDE_HANDSHAKE,
}
"""What is known of a field of MTProto."""
