"""Other people's programs, both ways: they join what we split, and we join what they split."""

import shutil
import subprocess

import pyshamir
import pytest
import shamir as horcrux
import zfec
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.sharing.formats import Raw, join, split

secrets = st.binary(min_size=1, max_size=24)
policies = st.integers(2, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 6)))
FEW = settings(max_examples=30)
needs_gfshare = pytest.mark.skipif(
    not (shutil.which("gfsplit") and shutil.which("gfcombine")),
    reason="gfsplit and gfcombine are not installed (Debian: libgfshare-bin)",
)


def lines(written):
    return [Raw(f"line {i}", one.line.encode()) for i, one in enumerate(written, 1)]


@pytest.mark.parametrize("port", [pyshamir, horcrux], ids=["pyshamir", "horcrux"])
@given(secret=secrets, policy=policies)
@FEW
def test_ports_of_vault_join_what_we_split(port, secret, policy):
    k, n = policy
    written = split(secret, threshold=k, shares=n, format="vault")
    parts = [bytearray.fromhex(one.line) for one in written]
    assert bytes(port.combine(parts[-k:])) == secret


@pytest.mark.parametrize("port", [pyshamir, horcrux], ids=["pyshamir", "horcrux"])
@given(secret=secrets, policy=policies)
@FEW
def test_we_join_what_ports_of_vault_split(port, secret, policy):
    k, n = policy
    parts = port.split(secret, n, k)
    raws = [Raw(f"line {i}", bytes(part).hex().encode()) for i, part in enumerate(parts)]
    assert join(raws[-k:], format="vault") == secret


@given(secrets, policies)
@FEW
def test_zfec_decodes_what_we_split(secret, policy):
    k, n = policy
    written = split(secret, threshold=k, shares=n, format="zfec")[-k:]
    numbers = [int(one.line[1:].split(":")[0]) for one in written]
    decoded = zfec.Decoder(k, 256).decode([one.data for one in written], numbers)
    assert decoded[0] == secret


@given(secrets, policies, st.data())
@FEW
def test_we_join_what_zfec_encodes(secret, policy, data):
    k, n = policy
    noise = [data.draw(st.binary(min_size=len(secret), max_size=len(secret))) for _ in range(k - 1)]
    blocks = zfec.Encoder(k, k + n).encode([secret, *noise])
    raws = [Raw(f"secret.{b}.zfec", bytes(blocks[b])) for b in range(k, k + n)]
    assert join(data.draw(st.permutations(raws))[:k]) == secret


def gfcombine(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    out = folder / "joined"
    names = [str(folder / name) for name in files]
    subprocess.run(["gfcombine", "-o", str(out), *names], check=True, timeout=30)
    return out.read_bytes()


@needs_gfshare
@pytest.mark.parametrize(("k", "n"), [(2, 2), (3, 5), (5, 9)])
def test_gfcombine_joins_what_we_split(tmp_path, k, n):
    written = split(b"meet me at nine\0\xff", threshold=k, shares=n, format="gfshare")
    files = {f"secret{one.suffix}": one.data for one in written[-k:]}
    assert gfcombine(tmp_path, files) == b"meet me at nine\0\xff"


@needs_gfshare
@pytest.mark.parametrize(("k", "n"), [(2, 2), (3, 5), (5, 9)])
def test_we_join_what_gfsplit_splits(tmp_path, k, n):
    secret = b"meet me at nine\0\xff"
    (tmp_path / "secret").write_bytes(secret)
    command = ["gfsplit", "-n", str(k), "-m", str(n), str(tmp_path / "secret")]
    subprocess.run(command, check=True, timeout=30)
    files = sorted(tmp_path.glob("secret.*"))
    assert len(files) == n
    assert join([Raw(file.name, file.read_bytes()) for file in files[-k:]]) == secret


@needs_gfshare
def test_gfcombine_joins_blocks_of_zfec_under_the_names_of_their_x(tmp_path):
    written = split(b"meet me at nine", threshold=3, shares=6, format="zfec")
    blocks = {int(one.suffix.split(".")[1]): one.data for one in written}
    some = {f"secret.{1 << b - 1:03}": blocks[b] for b in (3, 5, 8)}  # x = 4, 16, 128
    assert gfcombine(tmp_path, some) == b"meet me at nine"
