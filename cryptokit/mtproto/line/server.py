"""A server for lessons: it makes keys with devices, takes their texts, and shows them again.

It says that a text came only after it is on the disk. It knows no accounts: whoever holds a key
sees what came under it. Sockets are in ``tcp``.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptokit.errors import CryptokitError, Untrusted, WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import binding, cloud, objects, quick_ack, service
from cryptokit.mtproto.auth import memory
from cryptokit.mtproto.auth.plain import NO_KEY, NOT_FOUND
from cryptokit.mtproto.auth.server import Server as House
from cryptokit.mtproto.calls import answerer
from cryptokit.mtproto.calls.answerer import Answerer, Call
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line import methods
from cryptokit.mtproto.line.connection import Connection
from cryptokit.mtproto.line.inbox import Inbox, Text
from cryptokit.mtproto.line.keyring import Keyring, Known
from cryptokit.mtproto.transports.frames import Frame, Packet, QuickAck, Refusal, from_payload
from cryptokit.rng import Rng, system

SESSIONS: Final = 1024
"""Sessions in memory; the one that was silent for longest goes first, and its device hears of a new
one. A choice of ours."""
OWED: Final = 1 << 20
"""Bytes of answers that a device may leave unacknowledged, or its session goes. Also ours."""
_UP: Final = Direction.TO_SERVER


class Server:
    """A server with its RSA keys (``house``), its file, its clock and its luck. Close it.

    It is the same server after a restart on the same file, but for sessions and temporary keys.
    """

    def __init__(
        self,
        house: House,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        rng: Rng = system,
    ) -> None:
        self.inbox = Inbox(path)
        self._keys = Keyring(self.inbox)
        self._desk = memory.Desk(house)
        self._sessions: dict[tuple[bytes, bytes], Answerer] = {}
        self._clock = clock
        self._rng = rng

    def close(self) -> None:
        """Close the file."""
        self.inbox.close()

    def attend(self, connection: Connection) -> int:
        """React to all frames that came; tell how many there were.

        Whatever a stranger may send, nothing is raised: the connection is closed, without a word or
        after a refusal.
        """
        count = 0
        while connection.is_open and (frame := connection.receive()) is not None:
            count += 1
            try:
                self._take(connection, frame)
            except CryptokitError:
                connection.close()
        return count

    def _take(self, connection: Connection, frame: Frame) -> None:
        if not isinstance(frame, Packet):
            raise WireError("a device sends packets only", offset=0, field="payload")
        self._forget()
        if frame.payload[: len(NO_KEY)] == NO_KEY:
            self._shake_hands(connection, frame.payload)
        else:
            self._hear(connection, frame)

    def _shake_hands(self, connection: Connection, packet: bytes) -> None:
        now = self._clock()
        self._desk, reply = memory.answer(
            self._desk, packet, now=now, taken=self._keys, rng=self._rng
        )
        if reply.made:
            self._keys.add(reply.made, now=now)
        connection.send(from_payload(reply.packet, to=Direction.TO_CLIENT))
        if reply.refused:
            connection.close()

    def _hear(self, connection: Connection, frame: Packet) -> None:
        known = self._keys.find(frame.payload[:8])
        if known is None:
            connection.send(Refusal(NOT_FOUND))
            connection.close()
            return
        self._talk(connection, known, frame)

    def _talk(self, connection: Connection, known: Known, frame: Packet) -> None:
        now, key = self._clock(), known.key
        place = (key.key_id(), cloud.open_(key, frame.payload, to=_UP).session_id)
        state, calls = answerer.take(self._session(known, place, now), frame.payload, now=now)
        for call in calls:
            state = answerer.answer(state, call.call_id, self._do(call, known, place, now))
            known = self._keys.find(place[0]) or known  # the call may have bound the key
        # All calls are done and what they store is on the disk: from here on it may be said.
        if frame.wants_quick_ack and not state.is_full:
            connection.send(QuickAck(quick_ack.token(key, frame.payload)))
        self._keep(place, self._say(connection, state, now))

    def _session(self, known: Known, place: tuple[bytes, bytes], now: float) -> Answerer:
        coming = self._keys.salts(place[0], now=now, rng=self._rng)
        found = self._sessions.get(place)
        if found:
            return replace(found, salts=coming)
        return answerer.start(known.key, session_id=place[1], coming=coming, rng=self._rng)

    def _do(self, call: Call, known: Known, place: tuple[bytes, bytes], now: float) -> bytes:
        if known.temporary and methods.name(call.body) == "auth.bindTempAuthKey":
            return self._bind(call, known.key, place[1], now)
        if known.temporary and not binding.may_call(known.temporary, call.body, now=now):
            return service.error(401, "AUTH_KEY_PERM_EMPTY")
        about = Text(known.owner, place[1], call.call_id, 0, int(now), b"")
        return methods.do(call.body, self.inbox, dc=self._desk.server.dc, about=about)

    def _bind(self, call: Call, temporary: AuthKey, session_id: bytes, now: float) -> bytes:
        try:
            named = objects.read_all(call.body, "auth.bindTempAuthKey").number("perm_auth_key_id")
            permanent = self._keys.permanent(named.to_bytes(8, "little", signed=True))
            if permanent is None:
                raise Untrusted("not known here", field="perm_auth_key_id")
            checked = binding.check(
                call.body,
                permanent,
                temporary,
                session_id=session_id,
                message_id=call.call_id,
                now=now,
            )
        except CryptokitError as error:
            return binding.reply(error)
        self._keys.bind(permanent, checked)
        return binding.reply(None)

    def _say(self, connection: Connection, state: Answerer, now: float) -> Answerer:
        while True:
            state, packet = answerer.flush(state, now=now, rng=self._rng)
            if packet is None:
                return state
            connection.send(Packet(packet))

    def _forget(self) -> None:
        """Forget temporary keys that ended, so that nobody who seizes the server finds them."""
        ended = self._keys.forget(now=self._clock())
        for place in [place for place in self._sessions if place[0] in ended]:
            del self._sessions[place]

    def _keep(self, place: tuple[bytes, bytes], state: Answerer) -> None:
        self._sessions.pop(place, None)
        if sum(len(one.body) for one in state.outbox.waiting) <= OWED:
            self._sessions[place] = state
        if len(self._sessions) > SESSIONS:
            del self._sessions[next(iter(self._sessions))]
