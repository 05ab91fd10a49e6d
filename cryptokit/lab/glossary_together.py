"""Words of the course for keys that several hold, and for doors that somebody built.

Orders and ties are in ``glossary_orders``.
"""

from typing import Final

from cryptokit.lab.entry import Entry

_WORDS: Final = (
    Entry(
        "dealer",
        "Who splits a secret and hands out the shares: the dealer has seen the secret.",
        "An honest dealer forgets it. Where nobody shall have seen it, the holders make the key "
        "together instead. What a dealer hands out can be checked against commitments. Try: "
        "cryptokit lesson 05, cryptokit explain DKG.\n\n"
        "See: Feldman, 'A Practical Scheme for Non-interactive Verifiable Secret Sharing', FOCS "
        "1987.",
    ),
    Entry(
        "erasure code",
        "Pieces of a file of which some suffice: made against loss, and not for secrecy.",
        "One piece fewer is still most of the file. Disks and networks use them; for a key they "
        "are the wrong tool. Try: cryptokit lesson 05.\n\n"
        "See: Reed and Solomon, 'Polynomial Codes over Certain Finite Fields', 1960; Rabin, "
        "'Efficient Dispersal of Information', 1989.",
    ),
    Entry(
        "finite field",
        "Finitely many numbers with plus, minus, times and divided by, and nothing is rounded.",
        "Bytes make one of 256 numbers, GF(2^8), in which plus is XOR. The remainders modulo a "
        "prime make another. No value is nearer to 0 than another, so a share tells nothing by "
        "being small. Try: cryptokit lesson 05.\n\n"
        "See: Lidl and Niederreiter, 'Finite Fields', 2nd edition, 1997.",
    ),
    Entry(
        "commitment",
        "A value that ties somebody to a choice before it is shown, and does not show it.",
        "A hash of the choice with random bytes is one. Holders of shares check theirs by "
        "commitments to the polynomial, without seeing the secret. Try: cryptokit lesson 10.\n\n"
        "See: Pedersen, 'Non-Interactive and Information-Theoretic Secure Verifiable Secret "
        "Sharing', CRYPTO 1991.",
    ),
    Entry(
        "verifiable secret sharing",
        "Each holder can check that its share fits, so a dealer or a holder who lies is named.",
        "The dealer publishes commitments to the polynomial. A wrong share is found at once, and a "
        "wrong answer later. It checks that shares fit, and not where a secret came from. Try: "
        "cryptokit demo cheater.\n\n"
        "See: Feldman, 'A Practical Scheme for Non-interactive Verifiable Secret Sharing', FOCS "
        "1987.",
    ),
    Entry(
        "DKG",
        "Several holders make a key together, each with a share, and nobody ever has the key.",
        "Distributed key generation in full. Each draws a polynomial and deals it to all; what a "
        "holder gets adds up to its share. Each must prove that it knows its own number, or who "
        "speaks last chooses the key. Try: cryptokit lesson 10, cryptokit demo never_assembled.\n\n"
        "See: Pedersen, 'A Threshold Cryptosystem without a Trusted Party', EUROCRYPT 1991; "
        "Gennaro et al., 'Secure Distributed Key Generation for Discrete-Log Based "
        "Cryptosystems', EUROCRYPT 1999.",
    ),
    Entry(
        "threshold decryption",
        "Enough holders each do a part of the work on one message, and the key stays in parts.",
        "A holder multiplies the point on a letter by its share, and proves that it did so "
        "honestly. Enough answers, each with its weight, open this letter and no other. Try: "
        "cryptokit lesson 10.\n\n"
        "See: Shoup and Gennaro, 'Securing Threshold Cryptosystems against Chosen Ciphertext "
        "Attack', EUROCRYPT 1998.",
    ),
    Entry(
        "FROST",
        "Signing together: enough holders answer in two rounds, and it is an ordinary signature.",
        "The key is never put together, and a verifier cannot tell that several signed. Try: "
        "cryptokit lesson 10.\n\nSee: RFC 9591 (FROST), 2024.",
    ),
    Entry(
        "refresh",
        "Holders change all shares of a key and leave the key as it is, so that old loot is void.",
        "Each deals a sharing of zero, and all add what comes to their shares. A thief must then "
        "get enough of them within one epoch. Sharing so is called proactive. It needs that old "
        "shares are really erased. Try: cryptokit lesson 10, cryptokit demo "
        "refresh_against_raids.\n\n"
        "See: Herzberg et al., 'Proactive Secret Sharing Or: How to Cope With Perpetual Leakage', "
        "CRYPTO 1995.",
    ),
    Entry(
        "rogue key",
        "A half of a common key that somebody chose after seeing the other half, to own the sum.",
        "It is a key of one's own, less what the others showed. Its maker does not know the number "
        "behind it, so a proof of possession stops it. Try: cryptokit lesson 10.\n\n"
        "See: Ristenpart and Yilek, 'The Power of Proofs-of-Possession', EUROCRYPT 2007.",
    ),
    Entry(
        "proof of possession",
        "Somebody shows to know the private number behind a public key, and does not show it.",
        "Where keys are added up, everybody owes one. A holder's answer comes with a like proof: "
        "that it was made with the right share. Try: cryptokit lesson 10.\n\n"
        "See: Schnorr, 'Efficient Signature Generation by Smart Cards', Journal of Cryptology 4, "
        "1991.",
    ),
    Entry(
        "backdoor",
        "A way in that was built for somebody, in a lock that others take for closed.",
        "It can be a key in escrow, a constant that somebody chose, a length by law, or a program "
        "signed for one phone. Nothing in it knows who comes through. Try: cryptokit lesson 09, "
        "cryptokit demo backdoor_failures.\n\n"
        "See: Abelson et al., 'Keys Under Doormats', 2015.",
    ),
    Entry(
        "Clipper chip",
        "A chip of 1993 that sent the key of each call along, locked for one country's police.",
        "The field was called LEAF, and one family key and a list of all chips' keys opened them "
        "all. Its check had 16 bits, so a chip could be made to take a field that opens nothing. "
        "Try: cryptokit lesson 09.\n\n"
        "See: Blaze, 'Protocol Failure in the Escrowed Encryption Standard', 1994.",
    ),
    Entry(
        "Dual EC",
        "A standard for random numbers, by two points: who chose one by the other foretells them.",
        "It was a standard of NIST from 2006 to 2014. That NIST's own point has a known secret is "
        "not proven. In 2012 somebody put another point into a firewall, ScreenOS. Try: cryptokit "
        "lesson 09.\n\n"
        "See: Checkoway et al., 'A Systematic Analysis of the Juniper Dual EC Incident', 2016.",
    ),
    Entry(
        "export key",
        "A key that law once held short so that it could be broken: 512 bits in the 1990s.",
        "The rule went and the code stayed. In 2015 browsers could still be talked into such keys: "
        "FREAK with RSA, Logjam with Diffie-Hellman and one prime that most servers shared. Try: "
        "cryptokit lesson 09.\n\n"
        "See: Beurdouche et al., 'A Messy State of the Union', 2015; Adrian et al., 'Imperfect "
        "Forward Secrecy', 2015.",
    ),
    Entry(
        "public log",
        "A list that only grows and that all see alike: what is not in it, a phone refuses.",
        "With signed programs in it, an update for one phone alone shows or does not run. Somebody "
        "must look, and all must see the same log. Of keys it is called key transparency. Try: "
        "cryptokit lesson 09.\n\n"
        "See: RFC 9162 (Certificate Transparency), 2021.",
    ),
)  # fmt: skip

TOGETHER: Final = {entry.term: entry for entry in _WORDS}
"""Entries under their terms."""

ALIASES: Final = {
    "field": "finite field",
    "distributed key generation": "DKG",
    "weight": "threshold decryption",
    "partial decryption": "threshold decryption",
    "threshold signature": "FROST",
    "proactive": "refresh",
    "proactive secret sharing": "refresh",
    "epoch": "refresh",
    "cheater": "verifiable secret sharing",
    "Feldman": "verifiable secret sharing",
    "back door": "backdoor",
    "LEAF": "Clipper chip",
    "family key": "Clipper chip",
    "key escrow": "escrow",
    "changed program": "code",
    "independent operators": "independent",
}
"""Other names that the lessons use, and the term that explains them."""
