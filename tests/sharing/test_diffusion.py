"""The mixing of ssss: it can be undone, by anybody, and every bit of the secret counts everywhere."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cryptokit.sharing import diffusion


@given(st.binary(min_size=8, max_size=40))
@settings(max_examples=30)
@example(bytes(range(128)))
def test_unmixing_undoes_mixing_and_the_other_way_round(secret):
    assert diffusion.unmix(diffusion.mix(secret)) == secret
    assert diffusion.mix(diffusion.unmix(secret)) == secret


@given(st.binary(min_size=8, max_size=40), st.data())
@settings(max_examples=30)
def test_each_bit_of_the_secret_changes_about_half_of_the_mixed_bits(secret, data):
    bit = data.draw(st.integers(0, 8 * len(secret) - 1))
    other = (int.from_bytes(secret, "big") ^ 1 << bit).to_bytes(len(secret), "big")
    one, two = (int.from_bytes(diffusion.mix(s), "big") for s in (secret, other))
    # Five standard deviations for a coin a bit.
    assert abs((one ^ two).bit_count() / (8 * len(secret)) - 0.5) < 2.5 / (8 * len(secret)) ** 0.5


def test_the_mixing_has_no_key_so_anybody_undoes_it():
    assert diffusion.unmix(diffusion.mix(b"password")) == b"password"


@pytest.mark.parametrize("move", [diffusion.mix, diffusion.unmix])
def test_less_than_a_block_is_not_mixed(move):
    with pytest.raises(ValueError, match="8 bytes or more are needed, not 7"):
        move(bytes(7))
