"""A sentence for each field of a share and of a box. The formats of other programs are not here."""

from typing import Final

from cryptokit.lab.fieldnotes import Note, Notes, little, text

_OURS: Final = "cryptokit.sharing.share, the format of this project"
_BOX: Final = "cryptokit.sharing.sealed, the format of this project"
_SHAMIR: Final = "Shamir, 'How to share a secret', CACM 22(11), 1979"
_KRAWCZYK: Final = "Krawczyk, 'Secret Sharing Made Short', CRYPTO 1993"

SHARES: Final[Notes] = {
    "share": Note("One holder's part: a point of a polynomial for each byte of the secret.", _OURS),
    "magic": Note("What it is, in letters.", _OURS, text),
    "version": Note("The version of the format.", _OURS, little),
    "field": Note("The polynomial that makes bytes a field: 283 is that of AES.", _OURS, little),
    "set id": Note("Which shares were made together: 16 random bytes.", _OURS),
    "threshold": Note("How many shares it takes.", _SHAMIR, little),
    "x": Note("Where this holder's point lies; at 0 lies the secret itself.", _SHAMIR, little),
    "size": Note("How many bytes the value has, and so the secret.", _OURS, little),
    "value": Note("The points: fewer than the threshold tell nothing.", _SHAMIR, hidden=True),
    "checksum": Note("A CRC-32 of all before it, which finds slips of the pen.", _OURS),
    "share/checksum": Note(
        "A CRC-32 of all before it, which finds slips of the pen; hidden with the value, of which "
        "it tells 32 bits.",
        _OURS,
        hidden=True,
    ),
    "box": Note("What anybody may keep: it opens with enough shares.", _KRAWCZYK),
    "commitment": Note("A hash of the key: a wrong one is found out.", _BOX),
    "ciphertext": Note("The text under a key that was split.", _KRAWCZYK),
}
"""What is known of a field of our shares and boxes."""
