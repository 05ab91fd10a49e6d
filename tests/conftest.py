"""The command line, run in this process."""

import pytest

from cryptokit.cli import main


@pytest.fixture
def run(capsys):
    """Run the command line in this process; give status, standard output and standard error."""

    def run_(*args):
        status = 0
        try:
            main([str(arg) for arg in args])
        except SystemExit as end:
            status = end.code
        out, err = capsys.readouterr()
        return status, out, err

    return run_


@pytest.fixture
def refused(run):
    """Run the command line on bad input; give the one line it says."""

    def refused_(*args):
        status, out, err = run(*args)
        assert status == 2
        assert not out
        assert err.startswith("cryptokit: ")
        assert err.count("\n") == 1
        assert "Try: " in err
        return err

    return refused_
