"""Each law of sharing catches mistakes, and none refuses code that is right: a table of both."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit import sharing
from cryptokit.keys import ShareValue
from cryptokit.rng import draw
from cryptokit.testing import LAWS, check_perfect_secrecy, check_sharing

theirs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("student.py"))))
DOCUMENT = Path(__file__).parents[2] / "docs" / "shares.md"
SECRECY = "check_perfect_secrecy"


def holds(law, scheme):
    """Tell whether a law finds nothing to complain about."""
    try:
        if law == SECRECY:
            check_perfect_secrecy(scheme.split, secrets=theirs.SECRETS)
        else:
            LAWS[law](scheme)
    except AssertionError:
        return False
    except Exception:  # noqa: BLE001  # the code itself broke, which is no better
        return False
    return True


@pytest.fixture(scope="module")
def caught():
    """Give for each mistake the laws that catch it."""
    laws = (*LAWS, SECRECY)
    return {m: [law for law in laws if not holds(law, theirs.student(m))] for m in theirs.MISTAKES}


def test_code_without_a_mistake_keeps_every_law():
    scheme = theirs.student()
    assert [law for law in (*LAWS, SECRECY) if not holds(law, scheme)] == []


def test_every_mistake_is_caught_and_every_law_catches_one(caught):
    assert [mistake for mistake, laws in caught.items() if not laws] == []
    assert {law for laws in caught.values() for law in laws} == {*LAWS, SECRECY}


def test_the_table_in_the_documents_is_what_the_laws_do(caught):
    laws = (*LAWS, SECRECY)
    head = ["| mistake | caught by |", "| --- | --- |"]
    rows = [f"| {m} | {', '.join(f'`{law}`' for law in caught[m])} |" for m in theirs.MISTAKES]
    table = "\n".join((*head, *rows))
    assert all(f"`{law}`" in table for law in laws)
    assert table in DOCUMENT.read_text("utf-8"), f"the table is now:\n\n{table}\n"


def test_two_holders_of_three_are_counted_over_as_well():
    look = lambda share: (share.x, share.value.reveal())  # noqa: E731  # as a caller would write it
    check_perfect_secrecy(
        sharing.split, threshold=3, shares=3, secrets=(b"\x00", b"\xa7"), look=look
    )


def test_with_look_and_forge_the_sharing_of_this_package_keeps_every_law():
    check_sharing(
        sharing.split,
        sharing.join,
        look=lambda share: (share.x, share.value.reveal()),
        forge=lambda share, point: replace(share, x=point[0], value=ShareValue(point[1])),
    )


def leaking(secret, *, threshold, shares, rng):
    """Share rightly, but give the second holder more weight than a share may have."""
    (c,) = draw(rng, 1)
    return [(x, bytes([secret[0] ^ (c & 0xFE)])) for x in range(1, shares + 1)]


def test_a_leak_of_one_bit_is_named_with_its_chances():
    with pytest.raises(
        AssertionError, match=r"a chance of 0\.\d{3}% for the secret 00, and of 0\.\d{3}% for 01"
    ):
        check_perfect_secrecy(leaking, secrets=(b"\x00", b"\x01"))


def test_code_that_draws_too_much_is_not_counted_but_said_so():
    with pytest.raises(ValueError, match="too many to count over"):
        check_perfect_secrecy(sharing.split, threshold=5, shares=5, look=lambda s: (s.x, b""))


def test_the_smallest_counterexample_is_shown():
    def join(shares):
        secret = sharing.join(shares)
        return secret if len(secret) < 3 else secret[::-1]

    with pytest.raises(AssertionError, match="do not give the secret") as told:
        check_sharing(
            sharing.split,
            join,
            look=lambda share: (share.x, share.value.reveal()),
            forge=lambda share, point: type(share)(
                set_id=share.set_id,
                threshold=share.threshold,
                x=point[0],
                value=ShareValue(point[1]),
            ),
        )
    assert "secret=b'\\x00\\x00\\x01'" in "".join(told.value.__notes__)


def lazy(secret, *, threshold, shares, rng):
    """Give everybody the secret, without any luck."""
    return [(x, secret) for x in range(1, shares + 1)]


def short(secret, threshold):
    return [(1, secret)] * threshold


def test_code_that_takes_no_luck_is_told_so_and_so_is_code_that_cannot_be_called():
    with pytest.raises(AssertionError, match="draws nothing from rng"):
        check_perfect_secrecy(lazy)
    with pytest.raises(TypeError, match=r"split is called as split\(secret, threshold=2"):
        check_perfect_secrecy(short)
