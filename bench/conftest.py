"""After the tables: how cryptokit stands beside its peers, as ratios of medians of this one run."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times ``other`` takes as long as ``ours``, both in one group, and what is aimed at."""

    group: str
    ours: str
    other: str
    aim: str


SPLIT, JOIN = "sharing: split", "sharing: join"
RATIOS: Final = (
    Ratio(f"{SPLIT} 350,000 keys, 3 of 5", "SplitKeys::test_cryptokit_array", "zfec", ">= 25"),
    Ratio(f"{JOIN} 350,000 keys, 3 of 5", "JoinKeys::test_cryptokit_array", "zfec", ">= 14"),
    Ratio(f"{SPLIT} 16 MiB, 3 of 5", "SplitBlob::test_cryptokit_array", "zfec", ">= 4"),
    Ratio(f"{JOIN} 16 MiB, 3 of 5", "JoinBlob::test_cryptokit_array", "zfec", ">= 2"),
    Ratio(f"{SPLIT} 16 MiB, 3 of 5", "SplitBlob::test_cryptokit_seal", "cryptokit_array", ">= 4"),
    Ratio(f"{SPLIT} a key, 3 of 5", "SplitKey::test_cryptokit_raw", "zfec", ">= 0.25"),
    Ratio(f"{JOIN} a key, 3 of 5", "JoinKey::test_cryptokit_raw", "zfec", ">= 0.5"),
    *(
        Ratio(f"{job} a key, 3 of 5", f"{row}Key::test_cryptokit_raw", peer, "> 1")
        for job, row in ((SPLIT, "Split"), (JOIN, "Join"))
        for peer in ("shamirs", "shamir_mnemonic", "pycryptodome", "horcrux", "pyshamir")
    ),
    *(
        Ratio(group, ours, "limit", "<= 1, by nature")
        for group, ours in (
            (f"{SPLIT} 350,000 keys, 3 of 5", "SplitKeys::test_cryptokit_array"),
            (f"{JOIN} 350,000 keys, 3 of 5", "JoinKeys::test_cryptokit_array"),
            (f"{SPLIT} 16 MiB, 3 of 5", "SplitBlob::test_cryptokit_array"),
            (f"{JOIN} 16 MiB, 3 of 5", "JoinBlob::test_cryptokit_array"),
        )
    ),
    Ratio("IGE: encrypt 1 MiB", "IgeEncrypt::test_cryptokit", "cbc", ">= 0.71"),
    Ratio("IGE: encrypt 1 MiB", "IgeEncrypt::test_cryptokit", "cryptg", "> 1"),
    Ratio("IGE: encrypt 1 MiB", "IgeEncrypt::test_cryptokit", "tgcrypto", "> 1"),
    Ratio("IGE: decrypt 1 MiB", "IgeDecrypt::test_cryptokit", "cbc", ">= 0.036"),
    Ratio("message: 100 B", "Message100::test_seal", "floor", ">= 0.33"),
    Ratio("message: 100 B", "Message100::test_open", "floor", ">= 0.33"),
    Ratio("message: 4 KiB", "Message4096::test_seal", "floor", ">= 0.33"),
    Ratio("message: 4 KiB", "Message4096::test_open", "floor", ">= 0.1"),
    *(
        Ratio(f"k_eff, n = {n}, {n // 10} companies", f"Smallest{n}::test_cryptokit", peer, "> 1")
        for n in (20, 80)
        for peer in ("brute_force", "programme", "python_sat", "cp_sat")
    ),
    Ratio("k_eff, n = 200, 20 companies", "Smallest200::test_programme", "cp_sat", "> 0.5"),
)


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    """Print each ratio whose two sides were measured in this run."""
    measured = getattr(config, "_benchmarksession", None)
    done = [one for one in measured.benchmarks if one.stats.data] if measured else []
    medians = {one.fullname: one.stats.median for one in done}
    lines = [line for ratio in RATIOS if (line := _line(ratio, medians))]
    if lines:
        terminalreporter.section("ratios of medians")
        for line in lines:
            terminalreporter.line(line)


def _line(ratio: Ratio, medians: dict[str, float]) -> str | None:
    of, _, mine = ratio.ours.partition("::test_")
    ours = _median(f"Test{of}::test_{mine}", medians)
    other = _median(f"Test{of}::test_{ratio.other}", medians)
    if ours is None or other is None:
        return None
    what = f"{ratio.group}: {mine} {other / ours:.2f} times as fast as {ratio.other}"
    return f"{what} (aim {ratio.aim}; {ours * 1e3:.4g} ms and {other * 1e3:.4g} ms)"


def _median(end: str, medians: dict[str, float]) -> float | None:
    return next((value for name, value in medians.items() if name.endswith(end)), None)
