"""The whole experiment on long chats: seconds and peak memory a messenger, and whether cost is linear."""

import json
import subprocess
import sys
import time

import pytest
from exports import write_telegram

from cryptokit.conversation import read_chat
from cryptokit.court import examine, seize
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import Level, reach

CODE = """
import json, resource, sys, time
from cryptokit.conversation import read_chat
from cryptokit.experiment import who_can_read
from cryptokit.messengers import named
start = time.perf_counter()
chat = read_chat(sys.argv[1])
read = time.perf_counter() - start
who_can_read(chat, messengers=[named(sys.argv[2])])
# Not ru_maxrss of this process: it starts with what the process that started it had.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(json.dumps({"read": read, "all": time.perf_counter() - start, "peak": peak / 1024}))
"""
SIZES = (1_000, 10_000, 100_000)


@pytest.mark.parametrize("messenger", ["domestic", "cloud_chat", "secret_chat"])
def test_long_chats(messenger, tmp_path, capsys):
    found = {}
    for size in SIZES:
        file = write_telegram(tmp_path / f"{size}.json", size, people=2)
        command = [sys.executable, "-c", CODE, str(file), messenger]
        found[size] = json.loads(
            subprocess.run(command, capture_output=True, text=True, check=True).stdout
        )
    with capsys.disabled():
        print(f"\n{messenger} (target: 60 s and 400 MiB at 100,000; linear)")
        for size, one in found.items():
            each = one["all"] / size * 1e6
            print(
                f"  {size:7} messages {one['all']:7.2f} s {each:6.0f} us each {one['peak']:6.0f} MiB"
            )
    assert found[100_000]["all"] < 60
    assert found[100_000]["peak"] < 400
    assert found[100_000]["all"] < 15 * found[10_000]["all"]


@pytest.mark.parametrize("messenger", ["domestic", "cloud_chat", "secret_chat"])
def test_the_examination_alone(messenger, tmp_path, capsys):
    """Of 100,000 messages; then without the record, so that pages are read without SQLite."""
    chat = read_chat(str(write_telegram(tmp_path / "chat.json", SIZES[-1], people=2)))
    one = named(messenger)
    one.deliver(one.world, chat, tmp_path / "run", rng=lesson("bench"), progress=lambda _: None)
    level = Level.ENDPOINT if messenger == "secret_chat" else Level.MEMORY
    reached = reach(one.world, one.world.jurisdictions, level.powers)
    seize(tmp_path / "run", reached, tmp_path / "case", at=2**33)
    took = {}
    for record in ("with its record", "without"):
        start = time.perf_counter()
        report = examine(tmp_path / "case")
        took[record] = time.perf_counter() - start
        assert (report.past, report.locked, report.bad) == (SIZES[-1], 0, ())
        (tmp_path / "case" / "custody.json").unlink(missing_ok=True)
    with capsys.disabled():
        told = ", ".join(f"{record} {seconds:.2f} s" for record, seconds in took.items())
        print(f"\nexamining 100,000 messages of {messenger} (target: 20 s): {told}")
    assert took["with its record"] < 20


def test_the_bundled_chat(capsys):
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "cryptokit", "who-can-read"], capture_output=True, check=True
    )
    seconds = time.perf_counter() - start
    with capsys.disabled():
        print(f"\nthe whole command on the bundled chat: {seconds:.2f} s (target: 3 s)")
    assert seconds < 3
