"""A secret chat: two phones that change their key from time to time, by one of two rules.

How they talk is ``two_phones``' affair.
"""

from dataclasses import dataclass, field

from cryptokit.exposure.between import GoBetween
from cryptokit.exposure.ops import Schedule, Seizure
from cryptokit.exposure.runs import Run
from cryptokit.exposure.two_phones import Every, Play
from cryptokit.mtproto.rekey import Limits
from cryptokit.rng import Rng, system


@dataclass(frozen=True, slots=True)
class SecretChat:
    """Messages that two phones read; ``rekeying`` says when they change the key.

    With ``Limits`` the phones decide by themselves, as apps do: when more than so many messages,
    service messages included, went both ways, or when the key is a week old.

    >>> from cryptokit.exposure.ops import in_order
    >>> from cryptokit.rng import lesson
    >>> run = SecretChat(Every(2)).play(in_order("ABAB"), rng=lesson("secret"))
    >>> [packet.number for packet in run.packets], len({packet.key for packet in run.packets})
    ([None, None, 0, 1, None, None, None, None, 2, 3], 2)

    See: Telegram, "Perfect Forward Secrecy in Secret Chats".
    """

    rekeying: Every | Limits = field(default_factory=Limits)

    @property
    def title(self) -> str:
        """What people call it."""
        return "secret chat"

    def play(self, schedule: Schedule, *, thief: Seizure | None = None, rng: Rng = system) -> Run:
        """Play a schedule; an active thief carries the messages from the seizure on."""
        play = Play.start(self.rekeying, schedule, rng)
        held = [play.holdings()]
        for step, op in enumerate(schedule.ops):
            if thief and step == thief.t:
                play.thief = GoBetween(held[-1][thief.victim], rng=rng)
            play.step = step
            play.take(op)
            held.append(play.holdings())
        return play.run(tuple(held))
