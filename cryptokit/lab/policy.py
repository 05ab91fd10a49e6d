"""What an operator says it hands over, beside what orders bring by mathematics, as sentences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cryptokit.experiment import Answer
from cryptokit.lab.ladder import runs
from cryptokit.messengers import Handover
from cryptokit.world import ACCOUNTS, FUTURE, METADATA, PAST

_GOALS: Final[Mapping[str, str]] = {
    PAST: "messages",
    FUTURE: "messages sent later",
    METADATA: "who wrote to whom",
    ACCOUNTS: "numbers and addresses",
}


def by_policy(policy: Sequence[Handover]) -> Iterator[str]:
    """Say each row of a policy with its date and its source.

    >>> from cryptokit.messengers import named
    >>> print(*by_policy(named("cloud_chat").policy[:1]))  # doctest: +NORMALIZE_WHITESPACE
    since 2018, of people whom a court order confirms as terror suspects: IP address and phone
    number (privacy policy of that time, section 8.3; the founder on 2 October 2024 on its start)
    """
    for one in policy:
        yield f"since {one.since}, of {one.whom}: {one.what} ({one.source})"


def by_mathematics(answers: Sequence[Answer]) -> str:
    """Say how many countries it takes, rung by rung: for messages, for metadata, for accounts."""
    found = [(one.trial.level, one.trial.by_mathematics()) for one in answers]
    said = [
        f"{what}: {runs([(level, numbers[goal]) for level, numbers in found])}"
        for goal, what in _GOALS.items()
        if goal in found[0][1]
    ]
    return f"the fewest countries for {'; for '.join(said)}"
