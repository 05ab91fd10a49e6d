"""Messages to the server are taken in the order in which they come, and not as they were sent.

The rule for ids keeps out what came before. It does not ask for the next one: ids 4, 16, 12, 8 are
taken in this order, as none of them is in the window, or below all of a full one. Whoever carries
the packets orders the words. Not here: messages held back, which a carrier can always do.

Albrecht, Marekova, Paterson and Stepanovs published this in 2022; Telegram's clients changed in
2021 (CVE-2021-36769). Secret chats number their messages one by one, and wait for a missing one.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.mtproto.between import agree
from cryptokit.keys import AuthKey
from cryptokit.mtproto import phone, session
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.device import Delivered, Phone, Step
from cryptokit.rng import Rng, draw

NOW: Final = 1_700_000_000
SENT: Final = ("yes to ", "the window, ", "no to ", "the safe. ")
ORDER: Final = (0, 3, 2, 1)
"""The places of ids 4, 16, 12 and 8 among 4, 8, 12 and 16."""

Carry = Callable[[Sequence[bytes]], Iterable[bytes]]
"""What becomes of packets on the way."""
Line = Callable[[Sequence[str], Carry, Rng], str]
"""Send words one by one, let them be carried, and give what is read."""


def flawed_line(words: Sequence[str], carry: Carry, rng: Rng) -> str:
    """Send to the server, which checks ids by the window."""
    device = session.client(AuthKey.draw(rng), salt=draw(rng, 8), rng=rng)
    server = session.server(device.key, salt=device.salt, session_id=device.session_id)
    packets, read = list[bytes](), ""
    for word in words:
        device, packet = session.send(device, _to_tl(word), now=NOW + len(packets), rng=rng)
        packets.append(packet)
    for packet in carry(packets):
        server, message = session.receive(server, packet, now=NOW)  # the flaw: new is good enough
        read += message.body.rstrip(b"\0").decode()
    return read


def secret_line(words: Sequence[str], carry: Carry, rng: Rng) -> str:
    """Send to a phone, in a secret chat."""
    alice, bob = (phone.begin(chat, now=NOW) for chat in agree(rng))
    greeting = phone.answer(alice, now=NOW, rng=rng)
    bob = _hear(bob, greeting.packets, rng).phone
    alice, packets = greeting.phone, list[bytes]()
    for word in words:
        step = phone.say(alice, word, now=NOW, rng=rng)
        alice, packets = step.phone, [*packets, *step.packets]
    heard = _hear(bob, carry(packets), rng)
    said = (one.message for one in heard.events if isinstance(one, Delivered))
    return "".join(one.text for one in said if isinstance(one, Text))


def _hear(who: Phone, packets: Iterable[bytes], rng: Rng) -> Step:
    step = Step(who)
    for packet in packets:
        step = step.plus(phone.hear(step.phone, packet, now=NOW, rng=rng))
    return step


def _to_tl(word: str) -> bytes:
    return word.encode() + bytes(-len(word) % 4)


def program(line: Line, _budget: int, rng: Rng) -> Outcome:
    """Carry four messages in another order, and see how they are read."""
    read = line(SENT, lambda packets: [packets[place] for place in ORDER], rng)
    wished = "".join(SENT[place] for place in ORDER)
    return Outcome(read == wished, 1, f"sent {''.join(SENT)!r}, read {read!r}")


def honest(line: Line, rng: Rng) -> bool:
    """Tell whether words arrive that are carried as they were sent."""
    return line(SENT, list, rng) == "".join(SENT)


ATTACK: Final = Attack(
    name="reordering",
    title="Words in another order",
    mistake="a receiver asks of a message's number only that it is new",
    repair="each message has the next number, and what comes too early waits",
    source='Albrecht, Marekova, Paterson, Stepanovs, "Four Attacks and a Proof for Telegram", IEEE '
    "S&P 2022, on reordering; CVE-2021-36769",
    scale="real size; the flawed rule is the window that the guidelines ask for, from device to "
    "server, and the repaired one is that of secret chats, here with exponents of 256 bits",
    budget=1,
    program=program,
    honest=honest,
    flawed=flawed_line,
    repaired=secret_line,
    seen_in="Telegram's clients before 7.8.1 (Android), 7.8.3 (iOS) and 2.8.8 (desktop)",
)
