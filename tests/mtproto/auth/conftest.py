"""Known answers of the key exchange, and whole exchanges to take apart."""

import json
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa as pyca

from cryptokit.keys import SecretScalar
from cryptokit.mtproto.auth import client, server
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.rsa import PrivateKey, PublicKey
from cryptokit.mtproto.auth.terms import Terms
from cryptokit.rng import lesson

VECTORS = Path(__file__).parents[2] / "vectors" / "mtproto-auth-key.json"
NOW = 1_700_000_000.0
SERVER = server.Server((LAB_KEY,), dc=2)


@pytest.fixture(scope="session")
def vectors():
    return json.loads(VECTORS.read_text("utf-8"))


@lru_cache
def up_to_the_verdict(seed, terms=Terms(dc=2), house=SERVER):  # noqa: B008  # frozen
    """Run an exchange without errors; keep all states and packets by name."""
    phone, cloud = lesson(f"phone {seed}"), lesson(f"cloud {seed}")
    asked, hello = client.start(terms, now=NOW, rng=phone)
    posed, res_pq = server.on_req_pq(house, hello, now=NOW, rng=cloud)
    keys = [key.public for key in house.keys]
    solved, dh_query = client.on_res_pq(asked, res_pq, keys, now=NOW + 1, rng=phone)
    offered, dh_params = server.on_dh_query(house, posed, dh_query, now=NOW + 1, rng=cloud)
    proposed, set_params = client.on_dh_params(solved, dh_params, now=NOW + 2, rng=phone)
    made, dh_gen = server.on_set_params(
        house, offered, set_params, taken=(), now=NOW + 2, rng=cloud
    )
    return SimpleNamespace(**{k: v for k, v in locals().items() if k not in {"phone", "cloud"}})


@pytest.fixture(scope="session")
def exchange():
    """Give a function that runs an exchange from a seed, up to the server's verdict."""
    return up_to_the_verdict


@pytest.fixture(scope="session")
def other_key():
    """Give the key of another server, made by pyca."""
    made = pyca.generate_private_key(65537, 2048).private_numbers()
    secret = SecretScalar.of(made.d, size=256)
    return PrivateKey(PublicKey(made.public_numbers.n), secret)


@pytest.fixture(scope="session")
def now():
    return NOW
