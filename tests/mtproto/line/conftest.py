"""A server and devices under lesson randomness and a clock that stands still."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.keys import AuthKey
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.server import Server as House
from cryptokit.mtproto.auth.terms import Made, Terms
from cryptokit.mtproto.line.client import Client
from cryptokit.mtproto.line.server import Server
from cryptokit.mtproto.transports.names import TRANSPORTS, with_secret
from cryptokit.mtproto.transports.obfuscated import ProxySecret
from cryptokit.rng import lesson

NOW = 1_700_000_000.25
SECRET = ProxySecret(bytes([0x99] * 16))


def clock():
    return NOW


@contextmanager
def server(path, *, seed="server", at=clock, rng=None, kind=Server):
    made = kind(House((LAB_KEY,), dc=2), path, clock=at, rng=rng or lesson(seed))
    try:
        yield made
    finally:
        made.close()


def client(*, seed="client", at=clock, rng=None, **more):
    terms = more.pop("terms", Terms(dc=2))
    return Client([LAB_KEY.public], terms, clock=at, rng=rng or lesson(seed), **more)


def key(seed="key", *, expires_at=None):
    """Give a key as a handshake would have, for tests in which none is needed."""
    rng = lesson(seed)
    return Made(AuthKey(rng(256)), rng(8), 0.0, expires_at)


def acquainted(of, *, seed="client", now=NOW, **more):
    """Give a device that has a key with a server."""
    made = key(seed)
    of._keys.add(made, now=now)
    return client(seed=seed, made=made, **more)


@contextmanager
def folder():
    """Give a folder in memory where there is one: each commit waits for a real disk, some 10 ms."""
    memory = Path("/dev/shm")  # noqa: S108  # not a name that somebody could guess: a file system
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    with tempfile.TemporaryDirectory(dir=memory if usable else None) as name:
        yield Path(name)


@pytest.fixture
def inbox():
    """Give the path of a fresh server's file."""
    with folder() as place:
        yield place / "inbox.sqlite"


@pytest.fixture(scope="session")
def lab():
    """Give what every test of this folder needs: parties, keys, transports."""
    transports = {**TRANSPORTS, "obfuscated2 with a secret": with_secret(SECRET)}
    return SimpleNamespace(
        NOW=NOW,
        SECRET=SECRET,
        server=server,
        client=client,
        acquainted=acquainted,
        key=key,
        transports=transports,
        folder=folder,
    )
