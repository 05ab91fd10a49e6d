"""ristretto255 from whole numbers, against libsodium's own and the values of RFC 9496."""

import hashlib

import pytest
import rbcl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.primitives import edwards_points as points
from cryptokit.primitives.group import ORDER, encode_scalar
from cryptokit.primitives.ristretto255 import (
    RISTRETTO255 as G,
)
from cryptokit.primitives.ristretto255 import (
    compress,
    decompress,
    one_way_map,
)

# RFC 9496, appendix A.1: 0 to 5 times the generator
MULTIPLES = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
    "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
    "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
    "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
    "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e",
)
P = points.PRIME
scalars = st.one_of(st.sampled_from([1, 2, 4, ORDER - 1]), st.integers(1, ORDER - 1))
wide = st.binary(min_size=64, max_size=64)


@pytest.mark.parametrize(("scalar", "encoding"), list(enumerate(MULTIPLES)))
def test_small_multiples_of_the_generator_are_those_of_the_rfc(scalar, encoding):
    assert G.times_base(scalar).hex() == encoding
    assert G.multiply(scalar, G.base).hex() == encoding


def test_the_constants_of_the_map_are_those_of_the_rfc():
    # RFC 9496, section 4.1: two of them say which of two roots is meant
    from cryptokit.primitives import ristretto255 as module

    assert points.SQRT_M1 == (
        19681161376707505956807079304988542015446066515923890162744021073123829784752
    )
    assert module._SQRT_AD_MINUS_ONE == (
        25063068953384623474111414158702152701244531502492656460079210482610430750235
    )
    assert module._INVSQRT_A_MINUS_D == (
        54469307008909316920995813868745141605393597292927456921205312896311721017578
    )


@settings(max_examples=40)
@given(scalars, wide, wide)
def test_libsodium_computes_the_same(scalar, a, b):
    one, two = one_way_map(a), one_way_map(b)
    k = encode_scalar(scalar)
    assert one == rbcl.crypto_core_ristretto255_from_hash(a)
    assume(one != G.identity)  # all zeros lead there, and libsodium does not multiply it
    assert G.multiply(scalar, one) == rbcl.crypto_scalarmult_ristretto255(k, one)
    assert G.times_base(scalar) == rbcl.crypto_scalarmult_ristretto255_base(k)
    assert G.add(one, two) == rbcl.crypto_core_ristretto255_add(one, two)
    assert G.subtract(one, two) == rbcl.crypto_core_ristretto255_sub(one, two)


def test_a_label_is_hashed_and_mapped():
    digest = hashlib.sha512(b"label").digest()
    assert G.from_label(b"label") == rbcl.crypto_core_ristretto255_from_hash(digest)


@pytest.mark.parametrize("size", [0, 32, 63, 65])
def test_the_map_takes_a_whole_hash(size):
    with pytest.raises(ValueError, match=f"64 bytes, not {size}"):
        one_way_map(bytes(size))


# The door. The oracle is asked about 255 bits; with the top bit set s is not below p, so it is bad.


@settings(max_examples=60)
@given(st.integers(0, 2**255 - 1).map(lambda number: number.to_bytes(32, "little")))
def test_the_door_lets_in_what_libsodium_lets_in(data):
    valid = rbcl.crypto_core_ristretto255_is_valid_point(data)
    if valid and any(data):
        assert G.decode(data, "R") == data
    else:
        with pytest.raises(Untrusted):
            G.decode(data, "R")


@settings(max_examples=60)
@given(scalars, st.integers(0, 254))
def test_a_flipped_bit_is_judged_as_libsodium_does(scalar, bit):
    number = int.from_bytes(G.times_base(scalar), "little") ^ 1 << bit
    data = number.to_bytes(32, "little")
    assert (decompress(data) is not None) == rbcl.crypto_core_ristretto255_is_valid_point(data)


# RFC 9496, appendix A.2: each breaks another rule
BAD = {
    "not below p": (P + 2).to_bytes(32, "little"),
    "zero written as p": P.to_bytes(32, "little"),
    "beyond 255 bits": b"\x00" + b"\xff" * 31,
    "a good one with the top bit set": (
        int.from_bytes(bytes.fromhex(MULTIPLES[1]), "little") | 1 << 255
    ).to_bytes(32, "little"),
    "negative": (1).to_bytes(32, "little"),
    "the negative of a good one": (
        P - int.from_bytes(bytes.fromhex(MULTIPLES[1]), "little")
    ).to_bytes(32, "little"),
    "x^2 is no square": bytes.fromhex(
        "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371"
    ),
    "x y is negative": bytes.fromhex(
        "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e"
    ),
    "s = -1, so that y = 0": (P - 1).to_bytes(32, "little"),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_bad_encodings_are_refused_by_name(data):
    with pytest.raises(Untrusted, match="C_2: not the canonical encoding") as caught:
        G.decode(data, "C_2")
    assert caught.value.field == "C_2"


def test_points_that_differ_by_a_point_of_order_four_are_one_element():
    torsion = points.Point(points.SQRT_M1, 0, 1, 0)
    for scalar in (0, 1, 2, 77):
        point = decompress(G.times_base(scalar))
        for _ in range(4):
            assert compress(point) == G.times_base(scalar)
            point = points.add(point, torsion)


@settings(max_examples=30)
@given(scalars)
def test_what_is_compressed_is_read_back(scalar):
    data = G.times_base(scalar)
    assert compress(decompress(data)) == data
