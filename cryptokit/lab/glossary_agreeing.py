"""Words of the course for two phones that agree on a key, and for who comes between them.

The ratchet that follows is in ``glossary_signal``.
"""

from typing import Final

from cryptokit.lab.entry import Entry

_WORDS: Final = (
    Entry(
        "Diffie-Hellman",
        "Two people send each other numbers in the open and get one key that no listener has.",
        "Each draws a secret number and sends a power of a known one, or a point on a curve "
        "(X25519). The own secret and what came from the other give both the same key. A value "
        "such as 1 must be refused, or the key is known to all; and nothing in it says who the "
        "other is. Try: cryptokit lesson 04.\n\n"
        "See: Diffie and Hellman, 'New Directions in Cryptography', 1976; RFC 7748 (X25519), 2016.",
    ),
    Entry(
        "modulo",
        "Counting on a clock: what is left when a number is divided by another.",
        "3^6 modulo 23 is 16. Powers modulo a large prime are soon computed, and nobody is known "
        "to find the exponent again where prime and exponent are large. To divide modulo q in "
        "Python, multiply by pow(b, -1, q). Try: cryptokit lesson 04.\n\n"
        "See: Diffie and Hellman, 'New Directions in Cryptography', 1976.",
    ),
    Entry(
        "elliptic curve",
        "Points that can be added: a point times a number is quick, and the way back is not known.",
        "It serves as powers modulo a prime do, with shorter numbers: a public key is a base point "
        "times the private number. Answers of several holders can be added up, as in lesson 10.\n\n"
        "See: RFC 7748, 2016; RFC 8032, 2017.",
    ),
    Entry(
        "public key",
        "The half of a pair that everybody may have: it locks and checks, and opens nothing.",
        "Its private half opens and signs, and cannot be computed from it in any useful time. "
        "Whoever hands out public keys can hand out a wrong one, so they are compared, pinned, or "
        "signed by somebody whom both know. Try: cryptokit lesson 02.\n\n"
        "See: Diffie and Hellman, 'New Directions in Cryptography', 1976.",
    ),
    Entry(
        "man in the middle",
        "Somebody on the line agrees on a key with each side, as if they were the other side.",
        "Also called a go-between; in the lessons it is mostly Mallory. Both lines are locked and "
        "every tag is right, and all is read on the way. It is found when the two compare their "
        "keys over a way that is not hers. Try: cryptokit lesson 04.\n\n"
        "See: Diffie, van Oorschot and Wiener, 'Authentication and Authenticated Key Exchanges', "
        "1992.",
    ),
    Entry(
        "certificate",
        "A public key with a name, signed by somebody whom the reader's program trusts.",
        "The lock of a web page hangs on it: any authority that is trusted can vouch for any "
        "name. In 2011 intruders at one, DigiNotar, made a certificate for Google. Try: cryptokit "
        "lesson 02.\n\nSee: RFC 5280 (X.509), 2008; Fox-IT, 'Black Tulip', 2012.",
    ),
    Entry(
        "pinning",
        "A program remembers the key that it saw first, or was built with, and warns at another.",
        "It cannot tell whether the first one was right, and a new phone looks like an attack. "
        "Try: cryptokit lesson 02.\n\nSee: RFC 7469, 2015.",
    ),
    Entry(
        "key picture",
        "A picture that two apps draw of their common key: equal on both, or somebody is between.",
        "Telegram's has 12 times 12 pixels of four colours, 288 bits. It says nothing until both "
        "people compare all of it over another way; a photo of it in the chat proves nothing. Two "
        "keys that were made different look different, and one key known to all looks the same on "
        "both phones. Other names: fingerprint, visualization of the key. Try: cryptokit lesson "
        "04.\n\nSee: Telegram, 'Secret Chats, End-to-End Encryption', MTProto 2.0, 2017.",
    ),
    Entry(
        "rekeying",
        "Two phones agree on a new key inside the chat, and delete the old one.",
        "In Telegram's secret chats it comes after 100 messages or a week. What was locked before "
        "stays closed to who takes the phone later, and a thief who only listens is out again. "
        "The picture stays as it was. Try: cryptokit lesson 04, cryptokit demo seizure.\n\n"
        "See: Telegram, 'Perfect Forward Secrecy in Secret Chats'.",
    ),
    Entry(
        "PGP",
        "Mail that is locked to the reader's public key, which is meant to last for years.",
        "Each mail has a fresh key, which travels along, locked to the long one. So whoever gets "
        "the long one later opens all mail that was recorded: there is no forward secrecy. Try: "
        "cryptokit lesson 04.\n\n"
        "See: RFC 9580 (OpenPGP), 2024; Borisov, Goldberg and Brewer, 'Off-the-Record "
        "Communication, or, Why Not To Use PGP', 2004.",
    ),
    Entry(
        "self-destruct timer",
        "A request to the other app to delete a message some time after it was read.",
        "An app that obeys deletes it. A changed app, a photo of the screen, a backup and the "
        "packets of a relay do not have to. Try: cryptokit lesson 04.\n\n"
        "See: Telegram, 'Secret Chats, End-to-End Encryption'.",
    ),
    Entry(
        "identity key",
        "The key pair of an account that stays while others change: by it one knows the other.",
        "A new phone brings a new one, and the safety number changes. Who has its private half can "
        "pass as its owner; it does not by itself open what was sent before. Try: cryptokit lesson "
        "08.\n\nSee: Marlinspike and Perrin, 'The X3DH Key Agreement Protocol', revision 1, 2016.",
    ),
    Entry(
        "relay",
        "A server that passes on packets that it cannot open.",
        "It must know where to, so it sees who writes to whom, when and how much. Ours keeps every "
        "packet, which is the worst case; whether a real one keeps a log is its choice. Try: "
        "cryptokit lesson 08, cryptokit demo contact_graph.\n\n"
        "See: Mayer, Mutchler and Mitchell, 'Evaluating the privacy properties of telephone "
        "metadata', PNAS 113(20), 2016.",
    ),
    Entry(
        "backup",
        "A copy of a history in another place: whoever has the copy and its key reads the chat.",
        "No ratchet helps there, and either side can make one. Where its key lies beside it, one "
        "order opens it; behind a password and a counter of guesses, none does. Try: cryptokit "
        "lesson 08, cryptokit demo backup_hole.\n\n"
        "See: WhatsApp, 'Security of End-to-End Encrypted Backups', 2021.",
    ),
    Entry(
        "vault",
        "A machine that helps with a key after a password, for so many guesses, then deletes it.",
        "Not even its owner can take the key out, while its program stays as it is. So the "
        "question is who signs the program, and whether the password is among the first guesses. "
        "Also called a hardware security module, HSM. Try: cryptokit lesson 10.\n\n"
        "See: WhatsApp, 'Security of End-to-End Encrypted Backups', 2021; Apple, 'Platform "
        "Security', on escrow security for iCloud Keychain, 2024.",
    ),
    Entry(
        "ghost",
        "The server adds a device to somebody's chat, and the phones lock messages for it too.",
        "No cipher is touched. It shows where people compare keys or the list of devices is in a "
        "public log. Proposed by two people of GCHQ in November 2018. Try: cryptokit lesson 08, "
        "cryptokit demo ghost.\n\n"
        "See: Levy and Robinson, 'Principles for a More Informed Exceptional Access Debate', "
        "Lawfare, 29 November 2018.",
    ),
    Entry(
        "second password",
        "A password that is asked after the login code, so that the code alone is not enough.",
        "Telegram checks it by SRP, so the server is not sent it. It guards the door of the "
        "account: whoever has the server needs no door. A word from a list of common ones guards "
        "little. Try: cryptokit lesson 03, cryptokit demo takeover.\n\n"
        "See: RFC 2945 (SRP), 2000; Telegram, 'Two-factor authentication'.",
    ),
)  # fmt: skip

AGREEING: Final = {entry.term: entry for entry in _WORDS}
"""Entries under their terms."""

ALIASES: Final = {
    "key agreement": "Diffie-Hellman",
    "key exchange": "Diffie-Hellman",
    "X25519": "Diffie-Hellman",
    "point": "elliptic curve",
    "private key": "public key",
    "key pair": "public key",
    "go-between": "man in the middle",
    "pin": "pinning",
    "picture of the key": "key picture",
    "fingerprint": "key picture",
    "visualization": "key picture",
    "key change": "rekeying",
    "secret chat": "secret_chat",
    "cloud chat": "cloud_chat",
    "domestic network": "domestic",
    "bundle": "prekey",
    "signed prekey": "prekey",
    "one-time prekey": "prekey",
    "SIM swap": "login code takeover",
    "SRP": "second password",
    "ratchet": "Double Ratchet",
    "message key": "chain key",
    "post-compromise security": "healing",
    "perfect forward secrecy": "forward secrecy",
    "hardware security module": "vault",
    "HSM": "vault",
    "login code": "login code takeover",
    "authorization key": "AuthKey",
    "live memory": "ram",
    "at rest": "at_rest",
}
"""Other names that the lessons use, and the term that explains them."""
