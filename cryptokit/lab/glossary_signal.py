"""Words of the protocol under Signal and WhatsApp, and of who vouches for its keys.

All others: ``glossary``. The protocol itself: ``cryptokit.signal``.
"""

from typing import Final

from cryptokit.lab.entry import Entry

_FORWARD: Final = Entry(
    "forward secrecy",
    "Who takes a phone's keys today does not open the messages that were read on it before.",
    "It protects the past, not the future: keys are deleted after use, and hashes don't run "
    "backwards. It ends where something is kept: messages that are still missing, a history, a "
    "backup. Try: cryptokit demo three_in_a_row, cryptokit demo backup_hole.\n\n"
    "See: Perrin and Marlinspike, 'The Double Ratchet Algorithm', revision 1, introduction, 2016.",
)
_HEALING: Final = Entry(
    "healing",
    "After a theft of keys the chat closes again, as both sides mix in numbers that are new.",
    "Also called post-compromise security. It needs an answer from the other side, good "
    "randomness, and a thief who only listens from the theft on: one who changes messages stays "
    "in. It protects what is sent after the answer, where forward secrecy protects what was read "
    "before the theft. Try: cryptokit demo three_in_a_row, cryptokit demo seizure.\n\n"
    "See: Cohn-Gordon, Cremers and Garratt, 'On Post-Compromise Security', IEEE CSF 2016.",
)
_SAFETY: Final = Entry(
    "safety number",
    "Sixty digits made of both people's identity keys: equal on both phones, or a key is another.",
    "Thirty digits a person, from 5,200 rounds of SHA-512, so that a key with the same digits "
    "takes long to search. It says nothing until it is compared, and the first group alone says "
    "little. Signal's does not cover which devices somebody has. Try: cryptokit demo "
    "signal_failures.\n\n"
    "See: Signal, 'Safety number updates', 2016; signalapp/libsignal, "
    "rust/protocol/src/fingerprint.rs.",
)
_WORDS: Final = (
    _FORWARD,
    _HEALING,
    _SAFETY,
    Entry(
        "X3DH",
        "Agreeing on a first key with somebody who is off: three or four Diffie-Hellman results.",
        "The server keeps public keys of the one who is off, and whoever writes first combines "
        "them with two of its own. No signature of the writer's is in it, so the reader could have "
        "made all of it alone. The server hands the keys out: whether it hands out the right ones, "
        "only a safety number tells.\n\n"
        "See: Marlinspike and Perrin, 'The X3DH Key Agreement Protocol', revision 1, 2016.",
    ),
    Entry(
        "prekey",
        "A public key that a phone leaves with the server, so that others can begin while it is "
        "off.",
        "One is signed and serves for some days; the others serve once and are deleted when their "
        "first message has opened. When those have run out, the first message can be sent again, "
        "and a seized phone opens it until the signed one is deleted.\n\n"
        "See: Marlinspike and Perrin, 'The X3DH Key Agreement Protocol', revision 1, sections 3.2 "
        "and 4.2, 2016.",
    ),
    Entry(
        "Double Ratchet",
        "Keys that turn in two ways: a hash with every message, Diffie-Hellman with every answer.",
        "Each message has a key of its own. Those in a row take it from one chain, a hash after "
        "the other, and show one ratchet key; only a change of speaker brings a new pair and a new "
        "root. The hash gives forward secrecy, the answer heals. The keys of missing messages are "
        "kept, up to a limit. Try: cryptokit demo three_in_a_row. To hold code of your own against "
        "its laws: cryptokit.testing.check_ratchet.\n\n"
        "See: Perrin and Marlinspike, 'The Double Ratchet Algorithm', revision 1, 2016.",
    ),
    Entry(
        "chain key",
        "A key that gives one message key after the other, and is hashed onwards with each.",
        "Who has it computes all later keys of its chain, and none before. A sending chain here is "
        "the receiving chain there. As the apps run it, a phone keeps its last five receiving "
        "chains; as published, it keeps the keys of missing messages only.\n\n"
        "See: Perrin and Marlinspike, 'The Double Ratchet Algorithm', revision 1, sections 2.2 and "
        "5.2, 2016.",
    ),
    Entry(
        "sender key",
        "A chain that one member of a group uses for messages to all: each is encrypted once.",
        "Every member gets it in a message of its own, with a key to check signatures by. Its "
        "chain is hashed onwards and nothing heals it: who has it reads on until the sender makes "
        "a new one, as phones do when somebody leaves the group.\n\n"
        "See: WhatsApp, 'Encryption Overview', on group messages, 2016; signalapp/libsignal, "
        "rust/protocol/src/sender_keys.rs.",
    ),
    Entry(
        "sealed sender",
        "A message whose sender stands inside the encryption: the server sees to whom it goes.",
        "A certificate of the server inside tells the reader who wrote. Addresses of the network "
        "and times still show, and receipts that come back at once make it easy to guess who "
        "talks to whom. Try: cryptokit demo signal_failures.\n\n"
        "See: Signal, 'Technology preview: Sealed sender for Signal', 2018; Martiny et al., "
        "'Improving Signal's Sealed Sender', NDSS 2021.",
    ),
    Entry(
        "franking",
        "A way to report a message that nobody else can read, so that the report can be believed.",
        "The sender commits to the message with a key that is inside it, and the server signs the "
        "commitment without seeing more. Whoever reports opens it to the server. No key is in "
        "escrow, and nothing is told before a report; what is reported can't be denied to that "
        "server any more. It fails where one ciphertext opens in two ways. Try: cryptokit demo "
        "signal_failures.\n\n"
        "See: Facebook, 'Messenger Secret Conversations', 2016; Grubbs, Lu and Ristenpart, "
        "'Message Franking via Committing Authenticated Encryption', CRYPTO 2017; Dodis et al., "
        "'Fast Message Franking', CRYPTO 2018.",
    ),
    Entry(
        "key transparency",
        "A public log of everybody's keys: a server that hands out a wrong one does it in writing.",
        "The log only grows, and short proofs show that it does and that a key is in it. It "
        "prevents nothing: somebody has to look at the own entry, and others have to compare that "
        "all see the same log. Try: cryptokit demo signal_failures.\n\n"
        "See: Melara et al., 'CONIKS: Bringing Key Transparency to End Users', USENIX Security "
        "2015.",
    ),
)  # fmt: skip

SIGNAL: Final = {entry.term: entry for entry in _WORDS}
"""Entries under their terms."""
