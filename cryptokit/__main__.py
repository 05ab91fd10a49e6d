"""Run the command line: ``python -m cryptokit``."""

from cryptokit.cli import main

main()
