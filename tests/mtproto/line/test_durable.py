"""What was acknowledged is on the disk, whenever the connection breaks or the server dies."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.mtproto.line import tcp
from cryptokit.mtproto.line.inbox import Inbox, Text
from cryptokit.mtproto.line.memory import pair, pump
from cryptokit.rng import lesson, system

HOST = Path(__file__).with_name("host.py")
KILLS = 100
PATIENCE = 20
"""Seconds after which a server that does not answer is taken for one that never will."""


def stored(path):
    with closing(sqlite3.connect(path)) as base:
        rows = base.execute('SELECT "text" FROM "message" ORDER BY "id"')
        return [text.decode() for (text,) in rows]


# The file


def row(**changes):
    fields = {
        "key_id": b"key id..",
        "session_id": b"session.",
        "message_id": 4,
        "random_id": 7,
        "date": 5,
        "text": b"hello",
    }
    return Text(**(fields | changes))


def test_a_commit_waits_for_the_disk(tmp_path):
    with closing(Inbox(tmp_path / "inbox.sqlite")) as inbox:
        assert inbox._base.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert not inbox._base.in_transaction
        inbox.add(row())
        assert not inbox._base.in_transaction
        assert stored(tmp_path / "inbox.sqlite") == ["hello"]  # another connection sees it


def test_the_same_message_is_stored_once_and_keeps_its_number(tmp_path):
    with closing(Inbox(tmp_path / "inbox.sqlite")) as inbox:
        first, other = inbox.add(row()), inbox.add(row(message_id=8, random_id=8))
        assert (first, other) == (1, 2)
        assert inbox.add(row()) == first
        assert inbox.add(row(session_id=b"another.", message_id=12)) == first  # by its random id
        assert inbox.add(row(random_id=9)) == first  # by its place
        assert inbox.add(row(key_id=b"another.")) == 3
        assert len(inbox.texts(b"key id..")) == 2


@pytest.mark.parametrize(
    "change", ['UPDATE "message" SET "text" = x\'00\'', 'DELETE FROM "message"']
)
def test_rows_are_neither_changed_nor_lost(tmp_path, change):
    with closing(Inbox(tmp_path / "inbox.sqlite")) as inbox:
        inbox.add(row())
        with pytest.raises(sqlite3.IntegrityError, match="added only"):
            inbox._base.execute(change)
        assert inbox.texts(b"key id..")[0].text == row()


@given(st.integers(0, (1 << 64) - 1), st.integers(-(1 << 63), (1 << 63) - 1))
@settings(max_examples=20)
def test_every_id_comes_back(lab, message_id, random_id):
    with lab.folder() as folder, closing(Inbox(folder / "inbox.sqlite")) as inbox:
        text = row(message_id=message_id, random_id=random_id)
        inbox.add(text)
        (found,) = inbox.texts(text.key_id)
        assert found.text == text


# Connections that break anywhere


class Cut:
    """Carries so many bytes, and then the connection is dead."""

    def __init__(self, end, budget):
        self._end, self._carry, self._left = end, end._carry, budget
        end._carry = self

    def __call__(self, data):
        part, self._left = data[: max(self._left, 0)], self._left - len(data)
        self._carry(part)
        if self._left < 0:
            self._end.close()


@settings(max_examples=30)
@given(
    budgets=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=6),
    name=st.sampled_from(["abridged", "padded intermediate", "full", "obfuscated2"]),
)
def test_nothing_acknowledged_is_lost_and_nothing_is_stored_twice(lab, budgets, name):
    with lab.folder() as folder, lab.server(folder / "inbox.sqlite") as server:
        client = lab.acquainted(server)
        said = {}
        for number, (up, down) in enumerate([*budgets, (1 << 30, 1 << 30)]):
            ends = pair(lab.transports[name])
            Cut(ends.device, up)
            Cut(ends.server, down)
            client.connect(ends.device)
            for part in range(2):
                said[client.say(f"text {number}.{part}")] = f"text {number}.{part}"
                pump(client, server, ends)
            have = stored(folder / "inbox.sqlite")
            assert len(set(have)) == len(have)
            assert {said[ticket] for ticket in client.acknowledged} <= set(have)
            ends.device.close()
        assert sorted(have) == sorted(said.values())
        assert client.unanswered == 0


def test_a_message_sent_again_with_its_old_id_is_stored_once(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.acquainted(server)
        ends = pair(lab.transports["intermediate"])
        client.connect(ends.device)
        Cut(ends.server, 0)  # the answer never arrives
        client.say("once")
        pump(client, server, ends)
        sent = client._caller.outbox.waiting[0].message_id
        assert client.unanswered == 1
    with lab.server(inbox, seed="restarted") as server:  # it forgot the session, not the text
        ends = pair(lab.transports["intermediate"])
        client.connect(ends.device)
        pump(client, server, ends)
        assert client.unanswered == 0
        (text,) = server.inbox.texts(client.made.key.key_id())
        assert text.text.message_id == sent
        assert text.number == 1


# A server that is killed


class Host:
    """A process that forks a server whenever it is asked for one."""

    def __init__(self, path):
        self._process = subprocess.Popen(
            [sys.executable, HOST, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self):
        """Start a server; give its process id and its port."""
        self._process.stdin.write("start\n")
        self._process.stdin.flush()
        pid, port = self._process.stdout.readline().split()
        return int(pid), int(port)

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


async def one_life(host, client, transport, said, number, delay):
    """Talk to a fresh server, and kill it after a delay, or when one more text was answered."""
    pid, port = host.start()
    try:
        async with tcp.dialled(transport, port) as wire:
            client.connect(wire.end)
            for part in range(3):
                said[client.say(f"text {number}.{part}")] = f"text {number}.{part}"
            answered = len(client.outcomes)
            talk = asyncio.ensure_future(
                tcp.talk(client, wire, lambda: len(client.outcomes) > answered)
            )
            await asyncio.wait([talk], timeout=PATIENCE if delay is None else delay)
            os.kill(pid, signal.SIGKILL)
            await asyncio.wait_for(talk, PATIENCE)
            # What was on its way when it died still counts.
            await tcp.talk(client, wire, lambda: not wire.end.is_open)
            client.attend()
    finally:
        os.kill(pid, signal.SIGKILL)  # it is dead by now, unless something above failed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it takes fork and SIGKILL")
def test_a_hundred_kills_lose_no_message_that_was_acknowledged(lab, inbox):
    with lab.server(inbox, at=time.time, rng=system) as server:
        client = lab.acquainted(server, at=time.time, now=time.time(), rng=system)
    luck, said, interrupted = lesson("kills"), {}, 0
    transport = lab.transports["padded intermediate"]
    host = Host(inbox)

    async def run():
        nonlocal interrupted
        for number in range(KILLS):
            delay = luck(1)[0] / 256 / 20 if number % 2 else None  # up to 50 ms
            await one_life(host, client, transport, said, number, delay)
            have = stored(inbox)
            assert len(set(have)) == len(have)
            assert {said[ticket] for ticket in client.acknowledged} <= set(have)
            interrupted += client.unanswered > 0

    try:
        asyncio.run(run())
    finally:
        host.close()
    assert interrupted > 0
    assert len(client.acknowledged) > KILLS // 2
    with lab.server(inbox, at=time.time, rng=system) as server:
        ends = pair(transport)
        client.connect(ends.device)
        pump(client, server, ends)
    assert client.unanswered == 0
    assert sorted(stored(inbox)) == sorted(said.values())
