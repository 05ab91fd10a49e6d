"""How fast chat exports are read, beside json.loads and the parsers people use, and what they hold.

The exports are invented and the same bytes on every run. No judgement is made here: see the ratios.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from exports import MESSAGES, write_telegram, write_whatsapp

from cryptokit.conversation import read_chat

Benchmark = Callable[..., Any]
ROUNDS: Final = 5


@pytest.fixture(scope="session")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a result.json of about 40 MB."""
    return write_telegram(tmp_path_factory.mktemp("exports") / "result.json")


@pytest.fixture(scope="session")
def whatsapp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a .txt of about 9 MB."""
    return write_whatsapp(tmp_path_factory.mktemp("exports") / "chat.txt")


@pytest.mark.benchmark(group="conversation: Telegram, 100,000 messages", disable_gc=True)
class TestTelegram:
    """The same file for all."""

    def test_cryptokit(self, benchmark: Benchmark, telegram: Path) -> None:
        """Records, checked, nothing dropped, names kept: what the peers give, and more."""
        chat = benchmark.pedantic(read_chat, (telegram,), {"names": True}, rounds=ROUNDS)
        assert len(chat.messages) == MESSAGES

    def test_cryptokit_names_replaced(self, benchmark: Benchmark, telegram: Path) -> None:
        """The default: invented names, in the texts too. No peer does this."""
        chat = benchmark.pedantic(read_chat, (telegram,), rounds=ROUNDS)
        assert len(chat.messages) == MESSAGES

    def test_json_loads(self, benchmark: Benchmark, telegram: Path) -> None:
        """The tree alone: the floor for the standard library."""
        benchmark.pedantic(lambda: json.loads(telegram.read_bytes()), rounds=ROUNDS)

    @pytest.mark.filterwarnings("ignore")
    def test_chat_miner(self, benchmark: Benchmark, telegram: Path) -> None:
        """Its own records; text pieces joined with spaces, ids, edits and attachments dropped."""
        parsers = pytest.importorskip("chatminer.chatparsers")
        benchmark.pedantic(lambda: parsers.TelegramJsonParser(telegram).parse_file(), rounds=ROUNDS)

    @pytest.mark.filterwarnings("ignore")
    def test_chat_miner_data_frame(self, benchmark: Benchmark, telegram: Path) -> None:
        """The same, and the data frame that its users ask for."""
        parsers = pytest.importorskip("chatminer.chatparsers")

        def frame() -> object:
            parser = parsers.TelegramJsonParser(telegram)
            parser.parse_file()
            return parser.parsed_messages.get_df()

        benchmark.pedantic(frame, rounds=ROUNDS)


@pytest.mark.benchmark(group="conversation: WhatsApp, 100,000 lines", disable_gc=True)
class TestWhatsApp:
    """The same file for all, the format guessed."""

    def test_cryptokit(self, benchmark: Benchmark, whatsapp: Path) -> None:
        """Records, names kept."""
        chat = benchmark.pedantic(read_chat, (whatsapp,), {"names": True}, rounds=ROUNDS)
        assert len(chat.messages) == MESSAGES

    def test_cryptokit_names_replaced(self, benchmark: Benchmark, whatsapp: Path) -> None:
        """The default: invented names, in the texts too. No peer does this."""
        chat = benchmark.pedantic(read_chat, (whatsapp,), rounds=ROUNDS)
        assert len(chat.messages) == MESSAGES

    def test_split(self, benchmark: Benchmark, whatsapp: Path) -> None:
        """The lines alone: a floor."""
        benchmark.pedantic(lambda: whatsapp.read_text("utf-8").split("\n"), rounds=ROUNDS)

    @pytest.mark.filterwarnings("ignore")
    def test_whatstk(self, benchmark: Benchmark, whatsapp: Path) -> None:
        """A data frame."""
        parser = pytest.importorskip("whatstk").df_from_whatsapp
        benchmark.pedantic(parser, (str(whatsapp),), rounds=ROUNDS)


PEAK: Final = """
import pathlib, re, sys
READ
print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""
NOTHING: Final = "import cryptokit.conversation"
OURS: Final = "from cryptokit.conversation import read_chat; kept = read_chat(sys.argv[1])"
REAL: Final = OURS.replace("[1])", "[1], names=True)")
TREE: Final = "import json; kept = json.loads(open(sys.argv[1], 'rb').read())"


def peak(read: str, path: Path) -> float:
    """Give the peak of a fresh interpreter, in MiB."""
    code = [sys.executable, "-c", PEAK.replace("READ", read), str(path)]
    return float(subprocess.run(code, capture_output=True, text=True, check=True).stdout) / 1024


@pytest.mark.parametrize(
    ("file", "name", "read"),
    [
        ("telegram", "cryptokit", OURS),
        ("telegram", "json.loads", TREE),
        ("whatsapp", "cryptokit", OURS),
        ("whatsapp", "cryptokit, names kept", REAL),
    ],
)
def test_peak_memory(file: str, name: str, read: str, request: pytest.FixtureRequest) -> None:
    """Print the peak of reading, over that of an interpreter that reads nothing: ``pytest -s``."""
    path = request.getfixturevalue(file)
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells a process its own peak; elsewhere a parent's is inherited")
    bare, size = peak(NOTHING, path), path.stat().st_size / 2**20
    used = peak(read, path) - bare
    times = used / size
    print(f"\n{file}, {name}: {used:.1f} MiB over {bare:.0f} for {size:.1f} MiB: {times:.2f} x")
