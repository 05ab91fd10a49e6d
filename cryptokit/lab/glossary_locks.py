"""Words of the course for bytes, locks and tags. All others: ``glossary``."""

from typing import Final

from cryptokit.lab.entry import Entry

_WORDS: Final = (
    Entry(
        "byte",
        "Eight bits, a number from 0 to 255: all that machines store and send is a row of these.",
        "Words become bytes by a table that everybody has, UTF-8, in which a letter takes one to "
        "four of them. A key of 256 bits has 32 bytes. Try: cryptokit lesson 00.\n\n"
        "See: RFC 3629 (UTF-8), 2003.",
    ),
    Entry(
        "encoding",
        "Another way to write the same bytes, by a rule that everybody knows: nothing is locked.",
        "Hexadecimal writes a byte as two signs, base64 three bytes as four. Whoever sees an "
        "encoded text can read it, as there is no key. Try: cryptokit lesson 00.\n\n"
        "See: RFC 4648 (base16, base32, base64), 2006.",
    ),
    Entry(
        "encryption",
        "Turning bytes into others that only somebody with the key can turn back.",
        "What goes in is the plaintext, what comes out the ciphertext. By itself it hides what is "
        "said, neither who talks nor how much, and it need not notice a change. The question is "
        "always who has the key. Try: cryptokit lesson 02.\n\n"
        "See: Shannon, 'Communication Theory of Secrecy Systems', 1949.",
    ),
    Entry(
        "key",
        "A number that nobody else can guess, on which the safety of a lock hangs.",
        "The method may be known to all; then what counts is how the key was drawn, how long it "
        "is, and who holds it. Half of 2^128 keys take a billion machines longer than the world "
        "has stood, and a password of an animal and two digits takes no time. Try: cryptokit "
        "lesson 00.\n\n"
        "See: Kerckhoffs, 'La cryptographie militaire', Journal des sciences militaires, 1883.",
    ),
    Entry(
        "XOR",
        "For two bits, 1 where they differ and 0 where they are equal: done twice, it is undone.",
        "a XOR b XOR b is a. So the same pad locks and opens, two packets under one pad give "
        "the two notes mixed, and a bit that somebody turns in the packet is turned in the note. "
        "Try: cryptokit lesson 00.\n\n"
        "See: Shannon, 'Communication Theory of Secrecy Systems', 1949.",
    ),
    Entry(
        "pad",
        "Random bytes as long as the note, XORed with it: used once, it leaves nothing to break.",
        "Also called a one-time pad. For every note of that length there is a pad that fits, so "
        "the packet tells the length and nothing else. Used twice it falls out of the XOR of both "
        "packets. Try: cryptokit lesson 00.\n\n"
        "See: Shannon, 'Communication Theory of Secrecy Systems', 1949; Benson and Warner, "
        "'Venona', 1996.",
    ),
    Entry(
        "perfect secrecy",
        "What somebody sees leaves every secret as likely as it was before they saw it.",
        "No computer and no time change that, as nothing is there to compute. A pad used once has "
        "it, and fewer shares than the threshold have it. A long key has not: there are only too "
        "many to try. For code of your own: cryptokit.testing.check_perfect_secrecy.\n\n"
        "See: Shannon, 'Communication Theory of Secrecy Systems', 1949.",
    ),
    Entry(
        "crib",
        "Words that somebody guesses to stand in a message, to try them on the bytes.",
        "XORed into two notes mixed, a right guess gives a piece of the other note, and a wrong "
        "one rubbish. Try: cryptokit lesson 00.\n\nSee: Benson and Warner, 'Venona', 1996.",
    ),
    Entry(
        "hash",
        "A function that makes a short row of bytes out of anything, and is not turned back.",
        "The same bytes always give the same hash, also called a digest, and nobody is known to "
        "find two inputs with one hash of SHA-256 or SHA-512. What is easy to guess can still be "
        "hashed and compared: the hash of a short password hides little. Try: cryptokit lesson "
        "00.\n\nSee: NIST, FIPS 180-4, 'Secure Hash Standard', 2015.",
    ),
    Entry(
        "salt",
        "Random bytes that are hashed along with a password, another for each person.",
        "They are no secret. One run through a list of passwords then serves for one stolen hash "
        "and not for all. A function that is slow on purpose, such as Argon2, makes each guess "
        "dear.\n\n"
        "See: Morris and Thompson, 'Password Security: A Case History', CACM 22(11), 1979; RFC "
        "9106 (Argon2), 2021.",
    ),
    Entry(
        "TLS",
        "The lock of a line between a program and a server; with a web page on it, it is HTTPS.",
        "It stops who taps the line. It ends where the server begins: what the server gets, it "
        "can read, unless another lock is inside. Try: cryptokit lesson 00.\n\n"
        "See: RFC 8446 (TLS 1.3), 2018.",
    ),
    Entry(
        "end-to-end encryption",
        "A message is locked by the writer's device for the reader's, and nobody between opens it.",
        "The servers that carry it see who writes to whom, when and how much. It ends at the "
        "phones: what a phone shows, keeps or copies into a backup is outside of it. Whose key "
        "the writer's phone took for the reader's must be compared. Try: cryptokit lesson 04.\n\n"
        "See: Unger et al., 'SoK: Secure Messaging', IEEE Security and Privacy, 2015.",
    ),
    Entry(
        "AES",
        "A lock for blocks of 16 bytes: with a key, each block becomes another one, and back.",
        "It has keys of 128, 192 or 256 bits. Longer texts need a mode that says how blocks hang "
        "together, such as counter mode or IGE, and neither of these two notices a change.\n\n"
        "See: NIST, FIPS 197, 'Advanced Encryption Standard', 2001.",
    ),
    Entry(
        "keystream",
        "Bytes that a short key stretches into, used like a pad.",
        "Counter mode encrypts 0, 1, 2 and so on with AES, and the results in a row are the "
        "keystream. It serves once: the same stretch under two messages is a pad used twice. Each "
        "bit of the packet decides about one bit of the message, so somebody can change it "
        "without reading it. Try: cryptokit lesson 02.\n\n"
        "See: NIST, SP 800-38A, section 6.5, 2001.",
    ),
    Entry(
        "MAC",
        "A tag made of a key and a message: whoever has the key makes it again and compares.",
        "Message authentication code in full; HMAC makes one out of a hash. It finds every change "
        "by somebody without the key. Whoever can check one can make one, so it proves nothing to "
        "a judge, and a copy of a whole packet passes. Try: cryptokit lesson 02.\n\n"
        "See: RFC 2104 (HMAC), 1997.",
    ),
    Entry(
        "signature",
        "A tag that one makes with a private key, and everybody checks with the public one.",
        "It shows to a judge, too, that the holder of that key signed these bytes. It does not "
        "say who that holder is, nor when it was signed. Try: cryptokit lesson 02.\n\n"
        "See: Diffie and Hellman, 'New Directions in Cryptography', 1976; RFC 8032 (EdDSA), 2017.",
    ),
    Entry(
        "AEAD",
        "Locking and tagging in one call: what was touched does not open, and gives one error.",
        "Authenticated encryption with associated data in full: some bytes may stay readable and "
        "are tagged along. ChaCha20-Poly1305 and AES-GCM are such. A packet sent again opens again "
        "unless a number in it is checked. Try: cryptokit lesson 02, cryptokit explain "
        "CannotOpen.\n\nSee: RFC 5116, 2008; RFC 8439 (ChaCha20-Poly1305), 2018.",
    ),
    Entry(
        "replay",
        "A genuine packet is copied and sent again, with not one bit changed.",
        "No tag finds it, as the tag is right. A number under the tag does, with a reader who "
        "remembers which ones came: here it is the error Replayed. Try: cryptokit lesson 02.\n\n"
        "See: RFC 4303 (ESP), section 3.4.3, 2005.",
    ),
    Entry(
        "property test",
        "A test that states a law; a program looks for a case that breaks it, and makes it small.",
        "'Whatever bit is turned, the packet does not open' is such a law. The checks of the "
        "course are made so, which is why they answer with one small case. A test finds breaks, "
        "and does not prove that there are none. Try: cryptokit lesson 02.\n\n"
        "See: Claessen and Hughes, 'QuickCheck', ICFP 2000.",
    ),
    Entry(
        "MTProto",
        "The protocol by which Telegram's apps and servers talk: key exchange, packets, numbers.",
        "A cloud chat has one such lock from each phone to the server. A secret chat has another "
        "one inside, from phone to phone. Try: cryptokit lesson 03, cryptokit demo handshake.\n\n"
        "See: Telegram, 'Mobile Protocol: Detailed Description', MTProto 2.0, 2017.",
    ),
    Entry(
        "msg_key",
        "Sixteen bytes of a hash over a message of MTProto: of them come its key and its check.",
        "Bytes 8 to 24 of SHA-256 over a part of the AuthKey and the plaintext with its padding. "
        "The reader decrypts first and compares then, and must parse nothing before. It stands "
        "readable on the packet. Try: cryptokit lesson 03.\n\n"
        "See: Telegram, 'Mobile Protocol: Detailed Description', MTProto 2.0, 2017.",
    ),
    Entry(
        "IGE",
        "A mode of AES in which each block hangs on the one before it, locked and open.",
        "Infinite garble extension in full, used by MTProto. A bit that is turned spoils what "
        "follows, and nothing raises an error: a check such as msg_key has to find it. Try: "
        "cryptokit lesson 03.\n\n"
        "See: Albrecht et al., 'Four Attacks and a Proof for Telegram', IEEE Security and Privacy, "
        "2022.",
    ),
)  # fmt: skip

LOCKS: Final = {entry.term: entry for entry in _WORDS}
"""Entries under their terms."""

ALIASES: Final = {
    "bytes": "byte",
    "UTF-8": "byte",
    "hexadecimal": "encoding",
    "hex": "encoding",
    "base64": "encoding",
    "ciphertext": "encryption",
    "plaintext": "encryption",
    "one-time pad": "pad",
    "digest": "hash",
    "SHA-256": "hash",
    "SHA-512": "hash",
    "Argon2": "salt",
    "HTTPS": "TLS",
    "end-to-end": "end-to-end encryption",
    "counter mode": "keystream",
    "tag": "MAC",
    "HMAC": "MAC",
    "integrity": "MAC",
    "authenticated encryption": "AEAD",
    "ChaCha20-Poly1305": "AEAD",
}
"""Other names that the lessons use, and the term that explains them."""
