"""``cryptokit shares``: what was split is joined, what is wrong is one line, and no secret is told."""

import base64
import io
import os
import stat
import subprocess
import sys
import zlib

import pytest

from cryptokit.cli import shares as commands
from cryptokit.cli.handing import require_harmless
from cryptokit.errors import CryptokitError
from cryptokit.keys import ShareValue
from cryptokit.lab import share_files
from cryptokit.sharing import Share
from cryptokit.sharing.formats import FORMATS
from cryptokit.sharing.formats.rustysecrets import crc24

SECRET = bytes(range(16))
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no sh, and other permissions")
WRITABLE = [name for name, one in FORMATS.items() if one.split]
READ_ONLY = [name for name in FORMATS if name not in WRITABLE]


def rusty(done):
    """Shares as early RustySecrets wrote them: libgfshare's values, with another packaging."""
    for line in split(done, "gfshare", stdin=b"My secret"):
        x, value = int(line[1:4]), bytes.fromhex(line[5:].decode())
        code = base64.b64encode(crc24(value).to_bytes(3, "big"))
        yield b"2-%d-%s-%s" % (x, base64.b64encode(value).rstrip(b"="), code)


def secret_for(name):
    """A secret that the format takes: some want 16 bytes, some 32."""
    return SECRET * 2 if name == "sss-key" else SECRET


def split(done, name, *args, k=2, n=3, stdin=None):
    secret = secret_for(name) if stdin is None else stdin
    return done("split", "-k", k, "-n", n, "--format", name, *args, stdin=secret).splitlines()


def hidden(line):
    """What nobody but the holder of a line should see: the value, somewhere in the last word."""
    text = line.decode()
    return text.partition(":")[2] or text.partition("-")[2] or text.split(" ", 4)[-1]


# Round trips


@pytest.mark.parametrize("name", WRITABLE)
def test_lines_of_every_format_are_joined_from_standard_input(done, name):
    lines = split(done, name)
    assert len(lines) == 3
    for left in range(3):
        some = b"\n".join(lines[:left] + lines[left + 1 :])
        assert done("join", "--format", name, stdin=some) == secret_for(name)


@pytest.mark.parametrize("name", WRITABLE)
def test_files_of_every_format_are_joined(done, name, tmp_path):
    (tmp_path / "secret").write_bytes(secret_for(name))
    out = tmp_path / "out"
    assert done("split", tmp_path / "secret", "-k2", "-n3", "--format", name, "--out", out) == b""
    files = sorted(out.iterdir())
    assert len(files) == 3
    assert done("join", files[2], files[0], "--format", name) == secret_for(name)


@pytest.mark.parametrize("name", WRITABLE)
def test_every_format_is_inspected_without_its_values(done, name):
    lines = split(done, name)
    for args in ([], ["--json"]):
        said = done("inspect", "--format", name, *args, stdin=b"\n".join(lines)).decode()
        assert name in said
        for line in lines:
            assert hidden(line) not in said


@pytest.mark.parametrize(
    "name", ["cryptokit", "slip39", "sskr", "gfshare", "zfec", "sss", "sss-key"]
)
def test_a_format_that_shows_itself_needs_no_name(done, name):
    lines = split(done, name)
    assert done("join", stdin=b"\n".join(lines[:2])) == secret_for(name)


def test_shares_that_are_only_read_are_joined(done):
    lines = list(rusty(done))
    assert done("join", stdin=b"\n".join(lines)) == b"My secret"
    assert b"rustysecrets" in done("inspect", stdin=lines[0])


def test_lines_and_files_and_standard_input_go_together(done, tmp_path):
    lines = split(done, "cryptokit", k=4, n=4)
    (tmp_path / "two.txt").write_bytes(b"# of Alice\n" + lines[0] + b"\n\n" + lines[1])
    (tmp_path / "one").write_bytes(lines[2] + b"\n")
    args = ("join", tmp_path / "two.txt", "-", tmp_path / "one")
    assert done(*args, stdin=lines[3]) == SECRET


def test_the_secret_can_be_written_in_hex(done):
    lines = split(done, "cryptokit", "--hex", stdin=b"00 ff\n0D0a\n")
    assert done("join", stdin=b"\n".join(lines)) == b"\x00\xff\r\n"
    assert done("join", "--hex", stdin=b"\n".join(lines)) == b"00ff0d0a\n"


@pytest.mark.parametrize("secret", [b"\n", b"\r\n", b"\x00", b"\xff\xfe", b"secret\n", bytes(300)])
def test_every_byte_of_the_secret_counts(done, secret):
    lines = split(done, "cryptokit", stdin=secret)
    assert done("join", stdin=b"\n".join(lines)) == secret


SAVED = {
    "on Windows": lambda lines: b"\xef\xbb\xbf" + b"\r\n".join(lines) + b"\r\n",
    "as UTF-16": lambda lines: b"\n".join(lines).decode().encode("utf-16"),
    "with words": lambda lines: "# für Ann\n".encode() + b"\n\n".join(lines) + b"\n\n\n",
    "set in": lambda lines: b"\n".join(b"  " + line + b"\t" for line in lines),
    "with a heading": lambda lines: b"#\n#2 of 3\n#\n" + b"\n".join(lines),
}


@pytest.mark.parametrize("how", SAVED)
def test_lines_are_read_however_an_editor_saved_them(done, how):
    assert done("join", stdin=SAVED[how](split(done, "cryptokit"))) == SECRET


def test_a_block_of_zfec_is_no_comment(done):
    lines = split(done, "zfec")
    assert all(line.startswith(b"#") for line in lines)
    assert done("join", stdin=b"# a comment\n" + b"\n".join(lines)) == SECRET


def test_files_of_gfshare_are_read_as_they_are_even_if_they_look_like_text(done, tmp_path):
    for text in (b"A", b"#", b"\n", b"a\nb", b" # "):
        (tmp_path / "key.019").write_bytes(text)
        (tmp_path / "key.020").write_bytes(text)
        # Two equal values lie on a constant polynomial.
        assert done("join", tmp_path / "key.019", tmp_path / "key.020") == text


# Passphrases


def test_a_passphrase_is_said_or_kept_in_a_file(done, tmp_path):
    word = tmp_path / "word"
    word.write_bytes(b"correct horse\r\n")
    lines = b"\n".join(split(done, "slip39", "--passphrase-file", word)[:2])
    assert done("join", "--passphrase", "correct horse", stdin=lines) == SECRET
    # By design: who is forced to give a passphrase can give another one.
    assert done("join", "--passphrase", "correct cow", stdin=lines) != SECRET
    assert done("join", stdin=lines) != SECRET


def test_a_wrong_use_of_passphrases_is_refused(done, refused, tmp_path):
    word = tmp_path / "word"
    word.write_bytes(b"horse")
    lines = b"\n".join(split(done, "cryptokit"))
    both = ("--passphrase", "horse", "--passphrase-file", word)
    assert "one of the two" in refused("join", *both, stdin=lines)
    assert "takes no passphrase" in refused("join", "--passphrase", "horse", stdin=lines)
    plan = ("-k2", "-n3", "--format", "vault", "--passphrase", "horse")
    assert "takes no passphrase" in refused("split", *plan, stdin=SECRET)
    slip = ("-k2", "-n3", "--format", "slip39", "--passphrase", "größe")
    assert "größe" not in refused("split", *slip, stdin=SECRET)
    assert "no such" in refused("join", "--passphrase-file", tmp_path / "none").lower()


def test_the_help_says_who_else_sees_a_passphrase(done):
    for command in ("split", "join"):
        said = " ".join(done(command, "--help").decode().split())
        assert "in the list of processes" in said
        assert "--passphrase-file FILE" in said


# A folder of shares


@ON_POSIX
def test_a_new_folder_is_its_owners_alone(done, tmp_path):
    out = tmp_path / "out"
    done("split", "-k2", "-n3", "--format", "gfshare", "--out", out, stdin=SECRET)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}
    assert {file.read_bytes().__len__() for file in out.iterdir()} == {16}


@ON_POSIX
def test_a_folder_that_is_there_is_refused_and_kept(refused, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("empty", "file", "link"):
        said = refused("split", "-k2", "-n3", "--out", tmp_path / name, stdin=SECRET)
        assert "is there already" in said
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "link"]
    assert "nowhere" in refused(
        "split", "-k2", "-n3", "--out", tmp_path / "nowhere" / "out", stdin=SECRET
    )


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path, monkeypatch):
    written = []

    def full(path, data):
        written.append(path)
        if len(written) == 2:
            raise OSError(28, "No space left on device", str(path))
        with path.open("wb") as file:
            file.write(data)

    monkeypatch.setattr(share_files.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        share_files.write_new(tmp_path / "out", {"share.1": b"a", "share.2": b"b", "share.3": b"c"})
    assert len(written) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", WRITABLE)
def test_refused_arguments_leave_no_folder(refused, tmp_path, name):
    refused("split", "-k4", "-n3", "--format", name, "--out", tmp_path / "out", stdin=SECRET)
    assert list(tmp_path.iterdir()) == []


# What is said beside the output


def test_a_newline_at_the_end_is_kept_and_said(shares):
    _, out, err = shares("split", "-k2", "-n3", stdin=b"secret\n")
    assert "ends with a newline" in err
    assert err.endswith("not for protecting people, not legal advice.\n")
    assert len(out.splitlines()) == 3
    assert "newline" not in shares("split", "-k2", "-n3", stdin=b"secret")[2]
    assert "newline" not in shares("split", "-k2", "-n3", "--hex", stdin=b"0a\n")[2]


def test_the_files_are_named_and_standard_output_is_empty(shares, tmp_path):
    status, out, err = shares("split", "-k2", "-n3", "--out", tmp_path / "out", stdin=SECRET)
    assert (status, out) == (0, b"")
    for file in (tmp_path / "out").iterdir():
        assert file.name in err


def test_a_format_that_detects_nothing_says_so(shares, done):
    for name in WRITABLE:
        _, _, err = shares("join", "--format", name, stdin=b"\n".join(split(done, name)[:2]))
        assert ("detects nothing" in err) == (FORMATS[name].detects == "nothing")


# At a terminal


class Terminal(io.TextIOWrapper):
    def isatty(self):
        return True


@pytest.fixture
def at_a_terminal(capsysbinary, monkeypatch):
    def run(*args, stdin=b""):
        monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO(stdin)))
        status = 0
        try:
            commands.shares.main([*map(str, args)], prog_name="cryptokit shares")
        except SystemExit as end:
            status = end.code
        out, err = capsysbinary.readouterr()
        return status, out, err.decode()

    return run


def test_a_secret_is_asked_for_twice_without_an_echo(at_a_terminal, done, monkeypatch):
    asked = []
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda text: asked.append(text) or "öl")
    status, out, _ = at_a_terminal("split", "-k2", "-n3")
    assert status == 0
    assert "one line" in asked[0]
    assert len(asked) == 2
    assert done("join", stdin=out) == "öl".encode()
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: "6f6b")
    assert done("join", stdin=at_a_terminal("split", "-k2", "-n3", "--hex")[1]) == b"ok"


def test_who_types_shares_is_told_how_to_end_them(at_a_terminal, done):
    lines = b"\n".join(split(done, "cryptokit"))
    status, out, err = at_a_terminal("join", stdin=lines)
    assert (status, out) == (0, SECRET)
    assert "Ctrl-D" in err


@pytest.mark.parametrize("secret", [b"\x1b[31mred", b"\xff", "a\u202eb".encode(), b"\x00"])
def test_a_secret_that_would_steer_the_terminal_is_not_sent_to_it(monkeypatch, secret):
    monkeypatch.setattr(sys, "stdout", Terminal(io.BytesIO()))
    with pytest.raises(CryptokitError, match="--hex"):
        require_harmless(secret)
    require_harmless("über\tallem\n".encode())
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    require_harmless(secret)


# What is wrong is one line


@pytest.mark.parametrize("name", WRITABLE)
def test_a_plan_outside_the_limits_is_refused(refused, name):
    for k, n in ((4, 3), (0, 3), (-1, 3), (2, -3), (0, 0)):
        refused("split", "-k", k, "-n", n, "--format", name, stdin=secret_for(name))
    refused("split", "-k2", "-n3", "--format", name, stdin=b"")


# The field of gf128 has 2^128 elements, which is more than anybody asks for.
@pytest.mark.parametrize("name", [name for name in WRITABLE if name != "gf128"])
def test_more_shares_than_the_field_has_places_are_refused(refused, name):
    most = 16 if name in {"slip39", "sskr"} else 255
    secret = b"k" if name.startswith("ssss") else secret_for(name)
    refused("split", "-k2", "-n", most + 1, "--format", name, stdin=secret)


@pytest.mark.parametrize("name", [name for name in WRITABLE if name not in {"slip39", "sskr"}])
def test_a_threshold_of_one_is_no_sharing(refused, name):
    said = refused("split", "-k1", "-n3", "--format", name, stdin=secret_for(name))
    assert "threshold" in said


def test_a_format_is_known_and_written(refused, done):
    assert "'vault'" in refused("split", "-k2", "-n3", "--format", "valt", stdin=SECRET)
    assert "'vault'" in refused("join", "--format", "valt", stdin=b"\n".join(split(done, "vault")))
    assert "'vault'" in refused("inspect", "--format", "valt", stdin=b"00ff")
    for name in READ_ONLY:
        said = refused("split", "-k2", "-n3", "--format", name, stdin=SECRET)
        assert "only read" in said


def test_hex_that_is_none_is_refused_without_showing_it(refused):
    said = refused("split", "-k2", "-n3", "--hex", stdin=b"hunter2")
    assert "hunter2" not in said
    refused("split", "-k2", "-n3", "--hex", stdin=b"abc")
    refused("split", "-k2", "-n3", "--hex", stdin="\N{FULLWIDTH DIGIT ONE}0".encode())


AT_ZERO = {
    "vault": b"46b269a8cc00",
    "gfshare": b".000:46b269a8cc",
    "zfec": b"#0:46b269a8cc",
    "sss-key": b"00" * 33,
    "sss": b"00" * 113,
    "ssss": b"0-" + b"ab" * 16,
    "ssss-plain": b"0-" + b"ab" * 16,
    "gf128": b"0-" + b"ab" * 16,
    "rustysecrets": b"2-0-LiTyeXwEP71IUA-Qj6n",
}


@pytest.mark.parametrize("name", AT_ZERO)
def test_a_share_at_zero_is_refused(refused, name):
    other = b"46b269a8cc02" if name == "vault" else AT_ZERO[name].replace(b"0", b"1", 1)
    said = refused("join", "--format", name, stdin=AT_ZERO[name] + b"\n" + other)
    assert "line 1" in said


def test_a_cryptokit_share_at_zero_is_refused(refused, done, tmp_path):
    done("split", "-k2", "-n3", "--out", tmp_path / "out", stdin=SECRET)
    one, two, _ = sorted((tmp_path / "out").iterdir())
    share = Share.from_bytes(one.read_bytes())
    body = bytearray(one.read_bytes()[:-4])
    assert body[24] == share.x
    body[24] = 0
    one.write_bytes(bytes(body) + zlib.crc32(body).to_bytes(4, "little"))
    assert "share.1" in refused("join", one, two)


REPEATED = {
    "vault": b"46b2a1\n47b2a1",
    "gfshare": b".019:46b2\n.019:47b2",
    "zfec": b"#3:46b2\n#3:47b2",
    "sss-key": b"01" * 33 + b"\n01" + b"02" * 32,
    "gf128": b"1-" + b"ab" * 16 + b"\n1-" + b"ac" * 16,
}


@pytest.mark.parametrize("name", REPEATED)
def test_two_values_at_one_x_are_refused_and_both_are_named(refused, name):
    said = refused("join", "--format", name, stdin=REPEATED[name])
    assert "line 1" in said
    assert "line 2" in said


@pytest.mark.parametrize("name", WRITABLE)
def test_the_same_line_twice_counts_once(done, name):
    lines = split(done, name)
    assert done("join", "--format", name, stdin=b"\n".join([*lines[:2], lines[0]])) == secret_for(
        name
    )


def test_shares_of_other_lengths_are_refused(refused):
    said = refused("join", stdin=b".019:46b2\n.020:46b269\n.021:aab3")
    assert "line 2" in said
    assert "lengths differ" in said


def test_shares_over_two_fields_are_refused_by_both_names(refused):
    said = refused("join", stdin=b".019:46b269a8cc\n46b269a8cc07\n46b269a8cd08")
    assert "line 1" in said
    assert "vault" in said
    assert "gfshare" in said
    assert "number their bytes differently" in said


def test_shares_of_two_sets_are_refused(refused, done):
    mixed = split(done, "cryptokit")[:1] + split(done, "cryptokit")[:2]
    assert "set id" in refused("join", stdin=b"\n".join(mixed))


def test_an_ambiguous_share_asks_for_its_format(refused, done):
    lines = [line.replace(b"gf", b"") for line in split(done, "gf128")]
    said = refused("join", stdin=b"\n".join(lines))
    for name in ("ssss", "ssss-plain", "gf128"):
        assert name in said
    assert "--format" in said
    assert done("join", "--format", "gf128", stdin=b"\n".join(lines[1:])) == SECRET


@pytest.mark.parametrize("name", ["cryptokit", "slip39", "sskr", "sss", "rustysecrets"])
def test_too_few_shares_are_refused(refused, done, name):
    line = next(rusty(done)) if name == "rustysecrets" else split(done, name)[0]
    refused("join", "--format", name, stdin=line)


def test_a_threshold_that_is_told_counts_the_shares(refused, done):
    lines = split(done, "gfshare", k=3, n=5)
    few = b"\n".join(lines[:2])
    assert "2 shares, but 3 are needed" in refused("join", "-k3", stdin=few)
    assert done("join", stdin=few) != SECRET  # what nothing tells
    assert done("join", "-k3", stdin=b"\n".join(lines)) == SECRET
    wrong = lines[1][:-2] + (b"00" if not lines[1].endswith(b"00") else b"01")
    said = refused("join", "-k3", stdin=b"\n".join([lines[0], wrong, *lines[2:]]))
    assert "line 2" in said
    for k in (0, -1):
        refused("join", "-k", k, stdin=few)
    assert "say that 2 are needed" in refused(
        "join", "-k3", stdin=b"\n".join(split(done, "cryptokit"))
    )


@pytest.mark.parametrize("name", ["cryptokit", "slip39", "sskr", "sss"])
def test_a_changed_share_is_noticed(refused, done, name):
    lines = split(done, name)
    lines[1] = changed(lines[1])
    refused("join", "--format", name, stdin=b"\n".join(lines[:2]))


def changed(line):
    """Another last word, or another last digit."""
    if b" " in line:
        first, second, *rest = line.split()
        return b" ".join([*rest[:-1], first, second])
    return line[:-1] + (b"3" if line[-1:] != b"3" else b"2")


def test_a_bit_that_flips_anywhere_in_a_file_is_noticed(refused, done, tmp_path):
    done("split", "-k2", "-n2", "--out", tmp_path / "out", stdin=b"k")
    one, two = sorted((tmp_path / "out").iterdir())
    whole = one.read_bytes()
    for at in range(len(whole)):
        one.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        refused("join", one, two)
    for size in range(len(whole)):
        one.write_bytes(whole[:size])
        refused("join", one, two)
    one.write_bytes(whole)
    assert done("join", one, two) == b"k"


def test_what_is_no_share_is_refused_by_its_place(refused, done, tmp_path):
    lines = split(done, "cryptokit")
    assert "line 3" in refused("join", stdin=b"\n".join([lines[0], b"", b"hello", lines[1]]))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert "picture.png" in refused("join", tmp_path / "picture.png", "--format", "cryptokit")
    for empty in (b"", b"\n\n", b"# nothing\n"):
        for command in ("join", "inspect"):
            assert "no share in it" in refused(command, stdin=empty)
    for command in ("join", "inspect"):
        assert "none.txt" in refused(command, tmp_path / "none.txt")
        refused(command, tmp_path)
    assert "none.txt" in refused("split", "-k2", "-n3", tmp_path / "none.txt")


def test_no_secret_is_told_on_standard_error(shares, done):
    """Whatever goes wrong: neither the secret, nor the value of a share."""
    secret = b"hunter2 and more"
    assert all(len(hidden(line)) >= 32 for name in WRITABLE for line in split(done, name))
    for name in WRITABLE:
        own = secret * 2 if name == "sss-key" else secret
        lines = split(done, name, stdin=own)
        cases = [(lines[0],), (lines[0], changed(lines[1])), (lines[0], lines[1][:-1]), lines]
        for case in cases:
            for threshold in ([], ["-k", "2"], ["-k", "9"]):
                _, _, err = shares("join", "--format", name, *threshold, stdin=b"\n".join(case))
                assert "hunter2" not in err
                assert own.hex() not in err
                for line in lines:
                    assert hidden(line) not in err
        for plan in (("-k9", "-n3"), ("-k2", "-n0"), ("-k2", "-n3", "--hex")):
            _, _, err = shares("split", *plan, "--format", name, stdin=own)
            assert "hunter2" not in err
            assert own.hex() not in err


# What is loaded and what is listed


def test_splitting_and_joining_loads_no_experiment(done, tmp_path):
    (tmp_path / "shares.txt").write_bytes(b"\n".join(split(done, "cryptokit")))
    code = (
        "import sys; from cryptokit.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "shares", "join", tmp_path / "shares.txt"]
    out = subprocess.run(command, capture_output=True, check=True)
    assert out.stdout == SECRET
    assert not {"rich", "cryptokit.experiment"} & set(out.stderr.decode().split())


def test_the_help_lists_every_format_in_order(done):
    assert commands.NAMES.split() == list(FORMATS)
    for command in ("split", "join"):
        said = " ".join(done(command, "--help").decode().split())
        for name in FORMATS:
            assert f" {name}" in said
    assert "Teaching code" in done("--help").decode()


def test_the_command_line_opens_without_loading_what_commands_use():
    heavy = {"numpy", "rich", "cryptography", "nacl", "cryptokit.sharing", "cryptokit.world"}
    code = "import sys, cryptokit.cli; print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(out.stdout.split())
    assert "cryptokit.cli.shares" in loaded
    assert not loaded & heavy


def test_the_pieces_of_a_share_are_its_own(done):
    value = ShareValue(b"\x01\x02")
    share = Share(set_id=bytes(16), threshold=1, x=7, value=value)
    assert done("join", stdin=share.to_text().encode()) == b"\x01\x02"


@ON_POSIX
def test_a_pipe_from_split_to_join_gives_the_bytes():
    code = "printf 'a\\0b' | {0} -m cryptokit shares split -k 2 -n 3 | {0} -m cryptokit shares join"
    out = subprocess.run(["sh", "-c", code.format(sys.executable)], capture_output=True, check=True)
    assert out.stdout == b"a\0b"
