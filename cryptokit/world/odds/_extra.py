"""Load what the extra ``analysis`` brings, or say which extra it is."""

from importlib import import_module
from typing import Any


def load_extra(module: str) -> Any:
    """Import a module of the extra; ImportError with the command that installs it.

    >>> load_extra("no.such")
    Traceback (most recent call last):
    ImportError: this needs no, which the extra 'analysis' brings: \
pip install 'cryptokit-lab[analysis]'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name not in {module, package}:
            raise
        raise ImportError(
            f"this needs {package}, which the extra 'analysis' brings: "
            "pip install 'cryptokit-lab[analysis]'",
            name=package,
        ) from None
