"""Each hash of this room has a label of its own, so that none can be passed off as another."""

from itertools import combinations

from cryptokit.sharing.pedersen import H_LABEL
from cryptokit.threshold import decryption, kem, oprf
from cryptokit.threshold.dkg import gathering, messages, possession

LABELS = [
    kem.KEY_LABEL,
    kem.EQUAL_LABEL,
    decryption.SENDER_LABEL,
    kem.LABEL + b"/second base",
    gathering.LABEL,
    messages.SET_LABEL,
    possession.CONTEXT + possession.TAG,
    H_LABEL,
    *(one.context for one in oprf.Mode),
]


def test_no_label_is_the_beginning_of_another():
    for one, other in combinations(LABELS, 2):
        assert not one.startswith(other)
        assert not other.startswith(one)


def test_the_second_base_comes_from_its_label():
    assert decryption.GROUP.from_label(kem.LABEL + b"/second base") == decryption.SECOND_BASE
    assert decryption.GROUP.base != decryption.SECOND_BASE
