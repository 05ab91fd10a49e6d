"""Rows of every kind, for the tests of this room."""

import pytest
from hypothesis import strategies as st

from cryptokit.evidence.rows import (
    Account,
    Attached,
    Ciphertext,
    Envelope,
    Event,
    Key,
    LockedFile,
    Part,
    Plaintext,
    State,
)
from cryptokit.keys import AuthKey, DataKey, DhExponent, SecretChatKey, ShareValue
from cryptokit.sharing import Share

NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
BYTES = st.binary(max_size=20)


def exactly(kind):
    return st.binary(min_size=kind.size, max_size=kind.size).map(kind)


SECRETS = st.one_of(
    [exactly(kind) for kind in (DataKey, AuthKey, SecretChatKey, DhExponent)]
    + [st.binary(max_size=9).map(ShareValue)]
)
SHARES = st.builds(
    Share,
    set_id=st.binary(min_size=16, max_size=16),
    threshold=st.integers(1, 255),
    x=st.integers(1, 255),
    value=st.binary(min_size=1, max_size=40).map(ShareValue),
)
BY_KIND = {
    Ciphertext: st.builds(Ciphertext, NUMBERS, NUMBERS, TEXTS, TEXTS, BYTES, BYTES),
    Envelope: st.builds(Envelope, NUMBERS, NUMBERS, TEXTS, TEXTS, TEXTS, BYTES, BYTES),
    Plaintext: st.builds(Plaintext, NUMBERS, NUMBERS, TEXTS, TEXTS),
    Key: st.builds(Key, BYTES, SECRETS) | SECRETS.map(Key.of),
    Part: st.builds(Part, SHARES),
    Event: st.builds(Event, NUMBERS, TEXTS, TEXTS, TEXTS, NUMBERS),
    State: st.builds(State, TEXTS, BYTES),
    Account: st.builds(Account, TEXTS, TEXTS, TEXTS, TEXTS, NUMBERS),
    LockedFile: st.builds(LockedFile, NUMBERS, TEXTS, BYTES, TEXTS, BYTES),
    Attached: st.builds(Attached, NUMBERS, NUMBERS, TEXTS, TEXTS, TEXTS, BYTES, BYTES),
}


@pytest.fixture(scope="session")
def rows_by_kind():
    return BY_KIND


@pytest.fixture(scope="session")
def any_rows():
    return st.lists(st.one_of(list(BY_KIND.values())), max_size=6)
