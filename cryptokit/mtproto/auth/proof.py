"""The inner data of the second query, which only the server's RSA key opens.

It carries the secret number of the run, and repeats the numbers that travelled in the clear before,
so that nobody can have changed them. How it is padded and encrypted is in ``rsa``.
"""

from dataclasses import dataclass

from cryptokit.mtproto import objects
from cryptokit.mtproto.auth.nonces import NewNonce, Run
from cryptokit.mtproto.auth.rsa import minimal
from cryptokit.mtproto.auth.terms import KINDS, Terms
from cryptokit.mtproto.objects import TlObject
from cryptokit.wire import Cursor


@dataclass(frozen=True, slots=True)
class Proof:
    """The solved puzzle, the numbers of the run, and what the device asks for."""

    pq: int
    p: int
    q: int
    run: Run
    terms: Terms

    def to_bytes(self) -> bytes:
        """Write the inner data.

        >>> run = Run(bytes(16), bytes(16), NewNonce(bytes(range(32))))
        >>> proof = Proof(15, 3, 5, run, Terms(dc=2))
        >>> Proof.from_bytes(proof.to_bytes()) == proof
        True

        See: Telegram, "Creating an Authorization Key", on p_q_inner_data_dc.
        """
        return objects.write(
            self.terms.kind,
            pq=minimal(self.pq),
            p=minimal(self.p),
            q=minimal(self.q),
            nonce=self.run.nonce,
            server_nonce=self.run.server_nonce,
            new_nonce=self.run.new_nonce.reveal(),
            **self.terms.fields(),
        )

    def head(self) -> TlObject:
        """Give the two numbers that everybody knows, for the checks that all messages undergo."""
        numbers = {"nonce": self.run.nonce, "server_nonce": self.run.server_nonce}
        return TlObject(self.terms.kind, numbers)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Proof":
        """Read inner data; what stands behind them is padding.

        Raises WireError.
        """
        found = objects.read(Cursor(data), *KINDS)
        pq, p, q = (int.from_bytes(found.data(name), "big") for name in ("pq", "p", "q"))
        secret = NewNonce(found.data("new_nonce"))
        run = Run(found.data("nonce"), found.data("server_nonce"), secret)
        terms = Terms(found.fields.get("dc"), found.fields.get("expires_in"))
        return cls(pq, p, q, run, terms)
