"""A key split 3 of 5: any three shares give it back, two tell nothing, and a forger is named."""

from dataclasses import dataclass

from cryptokit.demos.show import show
from cryptokit.errors import BadShare, NotEnoughShares
from cryptokit.keys import DataKey, ShareValue
from cryptokit.rng import Rng, lesson
from cryptokit.sharing import Share, join, split

COUNTRIES = ("CH", "IS", "DE", "US", "SG")


@dataclass(frozen=True, slots=True)
class SplitKey:
    """What the demo found: the shares, the error for two, how many keys fit them, the forger."""

    shares: tuple[Share, ...]
    too_few: str
    candidates: int
    forger: str


def run() -> SplitKey:
    """Split a key over five countries, then try with three, with two, and with a forged share."""
    rng = lesson("demo split_key")
    key = DataKey.draw(rng)
    shares = split(key.reveal(), threshold=3, shares=5, rng=rng)
    again = DataKey(join(shares[1:4]), from_lesson=True)
    found = SplitKey(shares, _try_two(shares), _candidates(rng), _forge(shares))
    show(
        f"The key {key} is split over {', '.join(COUNTRIES)}, and any 3 of the 5 give it back.",
        *(f"  {country}: {share}" for country, share in zip(COUNTRIES, shares, strict=True)),
        f"IS, DE and US join theirs: {again}. The same key: {again == key}.",
        f"CH and IS try with two: {found.too_few}",
        f"How many values of one byte of the key fit their two shares? All {found.candidates}.",
        f"DE hands in a changed share, and all five are joined: {found.forger}",
    )
    return found


def _try_two(shares: tuple[Share, ...]) -> str:
    try:
        join(shares[:2])
    except NotEnoughShares as error:
        return str(error)
    raise AssertionError("two shares were enough")


def _candidates(rng: Rng) -> int:
    """Count the secret bytes that fit two given shares of a 3-of-5 split: try each third share."""
    one, two, three, *_ = split(b"?", threshold=3, shares=5, rng=rng)
    thirds = (
        Share(set_id=three.set_id, threshold=3, x=three.x, value=ShareValue(bytes([value])))
        for value in range(256)
    )
    return len({join([one, two, third]) for third in thirds})


def _forge(shares: tuple[Share, ...]) -> str:
    true = shares[2]
    value = ShareValue(bytes(byte ^ 1 for byte in true.value.reveal()))
    forged = Share(set_id=true.set_id, threshold=true.threshold, x=true.x, value=value)
    try:
        join((*shares[:2], forged, *shares[3:]))
    except BadShare as error:
        return str(error)
    raise AssertionError("a forged share went unnoticed")


if __name__ == "__main__":
    run()
