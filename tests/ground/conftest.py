"""Find what must keep the rules: every key type and every error, also those written later."""

import importlib
import pkgutil

import cryptokit
from cryptokit.errors import CryptokitError
from cryptokit.keys import Secret


def every_module():
    """Import the whole package; what needs a package that is not installed is left out."""
    for info in pkgutil.walk_packages(cryptokit.__path__, "cryptokit."):
        if not info.name.endswith("__main__"):
            try:
                importlib.import_module(info.name)
            except ModuleNotFoundError as error:
                if (error.name or "").startswith("cryptokit"):
                    raise


def below(cls):
    for sub in cls.__subclasses__():
        yield sub
        yield from below(sub)


def pytest_generate_tests(metafunc):
    for name, base in (("key_class", Secret), ("error_class", CryptokitError)):
        if name in metafunc.fixturenames:
            every_module()
            found = sorted({base, *below(base)}, key=lambda cls: (cls.__module__, cls.__name__))
            metafunc.parametrize(name, found, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
