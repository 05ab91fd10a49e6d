"""A server key for lessons and tests. Its private half is printed here: it protects nothing."""

from typing import Final

from cryptokit.keys import SecretScalar
from cryptokit.mtproto.auth.rsa import SIZE, PrivateKey, PublicKey

LAB_PUBLIC: Final = PublicKey(
    n=int(
        "cf045e7d75a1cbdd2f04feecda7523823a7da77d19483a07291b4451f12f0464"
        "2c30a69f96fb1b0880bafaaca34e8372cd72468762bb987c1c61c6f75b4f37ab"
        "c632e4bb217a6f4ea5b387cadc87e3ec50d794fcca91b44050e0582945b2f9d1"
        "a4458864d47bf9819f643070dc5673e81caf921f65fed9acc58da102f629eddb"
        "9018c47389506c779c1e54e4bda20e98bc81b36229396d5ab186fb2490ff7be6"
        "7e5347a87399b3ed705a43c7e7755bb4dc9943d82416945e234a02180991596a"
        "d5f534eb1dddc5f96ac239638319032d8297ce55aba155a38d593295c0f5dec7"
        "2223b251dea646b255741319ad25d4fe0387bc91a9a5f44dbaf7e90489c26bf5",
        16,
    ),
    e=65537,
)
"""Made for this project; it was never the key of a server that anybody uses."""

LAB_KEY: Final = PrivateKey(
    LAB_PUBLIC,
    SecretScalar.of(
        int(
            "328f6c5d836a9c0e1e1300090c94e1f2874313b24dc7b26677cf7148fb1922df"
            "2d5cc78140407d7a7ee84bdb78ba2f080daddc9469d48bfa39fb567b28d9a8ec"
            "e2e820ada49050d99a464602d1883dee445356cfc3d0c0bf9991256f15171085"
            "3774050b2d4b4725b5ae6457583524335b38353dc66d2f304f829701d069eead"
            "c9b30964e4b01c88d3b26b0e65903c7928ed322f1716cea3594f786826281534"
            "a26efa9621c8513fd52034bbd50ad1bc3e19f8c2ab2d92f0a5a8b4a5f581409e"
            "e23caf653d2a6300b546548159778691bd275d0e04a4b148777812aa67472888"
            "7dc7962215eb7582411abc70bca60584cf97cdfafb8edf7645af48f94c577be1",
            16,
        ),
        size=SIZE,
        from_lesson=True,
    ),
)
"""The private half, for the servers of lessons."""
