"""How long ``import cryptokit`` takes and what it weighs, over the bare interpreter."""

import statistics
import subprocess
import sys

CODE = """
import sys, time
def held():  # what this process itself has: ru_maxrss starts with what its parent had
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
before = held()
start = time.perf_counter()
{statement}
print(time.perf_counter() - start, held() - before)
"""
STATEMENTS = {
    "cryptokit": "import cryptokit",
    "dataclasses, enum, typing": "import dataclasses, enum, typing",
    "careless": "import cryptography.hazmat.primitives.ciphers.aead, nacl.bindings, numpy, matplotlib.pyplot",
}


def measure(statement):
    runs = [
        subprocess.run(
            [sys.executable, "-c", CODE.format(statement=statement)],
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(9)
    ]
    pairs = [tuple(map(float, run.stdout.split())) for run in runs]
    return tuple(statistics.median(column) for column in zip(*pairs, strict=True))


def test_import(capsys):
    with capsys.disabled():
        print("\nimport, over the bare interpreter (target: 20 ms, 5 MiB)")
        for name, statement in STATEMENTS.items():
            seconds, mib = measure(statement)
            print(f"  {name:28} {seconds * 1000:7.1f} ms {mib:6.1f} MiB")
    seconds, mib = measure(STATEMENTS["cryptokit"])
    assert seconds < 0.020
    assert mib < 5
