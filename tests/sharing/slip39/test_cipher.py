"""The lock on a master secret: the reference's bytes, back again, and every passphrase opens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import cipher as theirs

from cryptokit.sharing.slip39.cipher import decrypt, encrypt, require_printable, salt_of

secrets = st.integers(8, 20).flatmap(lambda n: st.binary(min_size=2 * n, max_size=2 * n))
passphrases = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(
    str.encode
)
identifiers = st.integers(0, 2**15 - 1)


@settings(max_examples=25)
@given(secrets, passphrases, identifiers, st.booleans(), st.integers(0, 1))
def test_the_lock_is_that_of_the_reference_and_opens(secret, passphrase, identifier, ext, exponent):
    salt = salt_of(identifier, extendable=ext)
    locked = encrypt(secret, passphrase, salt=salt, iteration_exponent=exponent)
    assert locked == theirs.encrypt(secret, passphrase, exponent, identifier, ext)
    assert decrypt(locked, passphrase, salt=salt, iteration_exponent=exponent) == secret


@settings(max_examples=25)
@given(secrets, passphrases, passphrases)
def test_a_wrong_passphrase_opens_to_another_secret_of_the_same_length(secret, right, wrong):
    locked = encrypt(secret, right, salt=b"", iteration_exponent=0)
    opened = decrypt(locked, wrong, salt=b"", iteration_exponent=0)
    assert len(opened) == len(secret)
    assert (opened == secret) == (right == wrong)


def test_without_the_flag_another_id_is_another_lock():
    salts = {salt_of(i, extendable=False) for i in (0, 1, 255, 256, 2**15 - 1)}
    assert len(salts) == 5
    assert {salt_of(i, extendable=True) for i in range(10)} == {b""}


@pytest.mark.parametrize("bad", ["naïve".encode(), b"tab\t", b"\x7f", b"\x00", b"line\n"])
def test_a_passphrase_that_systems_write_differently_is_refused(bad):
    for step in (encrypt, decrypt):
        with pytest.raises(ValueError, match="printable ASCII"):
            step(bytes(16), bad, salt=b"", iteration_exponent=0)


def test_a_passphrase_that_is_text_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="encode the text"):
        require_printable("open")
