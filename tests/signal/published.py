"""The doubleratchet package with the constants of our published form: an oracle, and a peer."""

from doubleratchet import DoubleRatchet
from doubleratchet.recommended import (
    HashFunction,
    aead_aes_hmac,
    kdf_hkdf,
    kdf_separate_hmacs,
)

from cryptokit.signal import chains


class RootKdf(kdf_hkdf.KDF):
    @staticmethod
    def _get_hash_function():
        return HashFunction.SHA_256

    @staticmethod
    def _get_info():
        return chains.ROOT_INFO


class ChainKdf(kdf_separate_hmacs.KDF):
    @staticmethod
    def _get_hash_function():
        return HashFunction.SHA_256


class Aead(aead_aes_hmac.AEAD):
    @staticmethod
    def _get_hash_function():
        return HashFunction.SHA_256

    @staticmethod
    def _get_info():
        return chains.MESSAGE_INFO


class Theirs(DoubleRatchet):
    @staticmethod
    def _build_associated_data(associated_data, header):
        numbers = (header.previous_sending_chain_length, header.sending_chain_length)
        return (
            associated_data
            + header.ratchet_pub
            + b"".join(n.to_bytes(4, "little") for n in numbers)
        )


SETTINGS = {
    "root_chain_kdf": RootKdf,
    "message_chain_kdf": ChainKdf,
    "message_chain_constant": b"\x02\x01",
    "aead": Aead,
}
"""What both users of this file hand to the package; the rest is their own."""
