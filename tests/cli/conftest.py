"""The commands on shares, run in this process: bytes in, bytes out."""

import io
import sys

import pytest

from cryptokit.cli import main


@pytest.fixture
def shares(capsysbinary, monkeypatch):
    """Run ``cryptokit shares``; give status, standard output as bytes and standard error."""

    def shares_(*args, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = 0
        try:
            main(["shares", *map(str, args)])
        except SystemExit as end:
            status = end.code
        out, err = capsysbinary.readouterr()
        return status, out, err.decode()

    return shares_


@pytest.fixture
def refused(shares):
    """Run ``cryptokit shares`` on bad input; give the one line it says."""

    def refused_(*args, stdin=b""):
        status, out, err = shares(*args, stdin=stdin)
        assert (status, out) == (2, b""), err
        assert err.startswith("cryptokit: ")
        assert err.count("\n") == 1
        assert "Try: " in err
        return err

    return refused_


@pytest.fixture
def done(shares):
    """Run ``cryptokit shares`` and give what it wrote."""

    def done_(*args, stdin=b""):
        status, out, err = shares(*args, stdin=stdin)
        assert status == 0, err
        return out

    return done_
