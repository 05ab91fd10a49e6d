"""Files and lines as shares: nothing is lost, nothing is shown, and anything may be handed in."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cryptokit.errors import CryptokitError
from cryptokit.lab.share_files import pieces
from cryptokit.lab.shares import inspection_json, report, sentences
from cryptokit.sharing.formats import inspect

words = st.text(st.characters(min_codepoint=ord("!"), max_codepoint=ord("~")), min_size=1).filter(
    lambda one: not one.startswith("#")
)
names = st.sampled_from(["", "shares.txt", "share.019", "share.3.zfec", "share.1.share"])


@given(st.lists(words, min_size=2), st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\n# no\n"]))
def test_each_line_is_a_share_in_its_order(lines, between):
    found = pieces(between.join(lines).encode(), "shares.txt")
    assert [raw.data.decode() for raw in found] == lines


@given(words)
def test_one_line_keeps_the_name_of_its_file(line):
    assert pieces(line.encode() + b"\n", "share.1.vault")[0].where == "share.1.vault"
    assert pieces(line.encode())[0].where == "line 1"


def test_lines_are_counted_as_an_editor_counts_them():
    (raw,) = pieces(b"# one\r\n\r\nthree\n# four", "shares.txt")
    assert raw.where == "line 3"
    (raw,) = pieces(b"# one\r\n\r\nthree\n# four", "shares.txt", others=True)
    assert raw.where == "shares.txt, line 3"


@given(st.binary(min_size=1, max_size=31), st.sampled_from(["a.001", "dir/b.255", "c.7.zfec"]))
def test_the_bytes_of_a_file_named_as_a_share_are_one_share(data, name):
    assert [(raw.where, raw.data) for raw in pieces(data, name)] == [(name, data)]


def test_a_list_of_shares_may_have_a_number_in_its_name():
    lines = [f".{x:03}:{'ab' * 16}" for x in range(1, 4)]
    assert len(pieces("\n".join(lines).encode(), "backup.001")) == 3


@given(st.binary(), names)
def test_whatever_is_handed_in_is_looked_at_or_refused(data, name):
    raws = ()
    with suppress(CryptokitError):
        raws = pieces(data, name)
    inspection = inspect(raws)
    Console(file=io.StringIO()).print(report(inspection))
    assert len(inspection_json(inspection)["shares"]) == len(raws)
    assert all("\n" not in said for said in sentences(inspection))


@pytest.mark.parametrize("data", [b"", b"\n", b"# only words\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_no_share(data):
    with pytest.raises(CryptokitError, match="no share in it"):
        pieces(data, "shares.txt")
