"""A quick algorithm, devices and a clock for the tests of signing in."""

import pytest

from cryptokit.mtproto.login.account import Device
from cryptokit.mtproto.login.password import Algorithm


@pytest.fixture(scope="session")
def quick():
    """Give salts with few iterations: the laws do not depend on how many there are."""
    return Algorithm(b"server salt one", b"server salt two", iterations=2)


@pytest.fixture(scope="session")
def phone():
    return Device(b"phone key id"[:8], "phone", since=0)


@pytest.fixture(scope="session")
def thief():
    return Device(b"thief key id"[:8], "somebody's laptop", since=0)
