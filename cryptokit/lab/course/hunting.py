"""Look for the smallest case in which an answer breaks a law, and say it in the answer's own terms.

Hypothesis does the looking. The same answer meets the same cases each time, and nothing is stored.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from traceback import extract_tb
from typing import Any, Final, cast

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from cryptokit.lab.course.verdict import Wrong

_CASES: Final = 200
_SHOWN: Final = 120
"""Characters of a value that are told; longer ones are cut in the middle."""
_HOLDING: Final = (dict, frozenset, list, set, tuple)
"""Built-in kinds that may hold a set; kinds made of them write themselves."""
_MOODY: Final = (
    "it goes wrong once and right the next time. What your code gives should depend on what it is "
    "given, and on nothing else."
)
_SETTINGS: Final = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=_CASES,
    verbosity=Verbosity.quiet,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


def hunt(law: Callable[..., None], **kinds: SearchStrategy[Any]) -> None:
    """Try a law on many cases. Raises Wrong with the smallest case that breaks it.

    A law takes what ``kinds`` draws, by name, and raises Wrong; any other exception is the answer's
    own. NotImplementedError goes through as it is.

    >>> from hypothesis.strategies import integers
    >>> def small(n):
    ...     if n > 9:
    ...         raise Wrong(f"{n} has two digits")
    >>> try:
    ...     hunt(small, n=integers())
    ... except Wrong as wrong:
    ...     print(wrong)
    With n = 10: 10 has two digits.
    """
    case: dict[str, object] = {}

    def tried(**drawn: object) -> None:
        case.update(drawn)  # the same names each time
        law(**drawn)

    with _telling(case), _own_folder():
        _SETTINGS(given(**kinds)(tried))()


def try_each(law: Callable[..., None], cases: Iterable[dict[str, object]]) -> None:
    """Try a law on all cases there are, in their order. Raises Wrong with the first that breaks it.

    >>> def small(n):
    ...     if n > 9:
    ...         raise Wrong(f"{n} has two digits")
    >>> try:
    ...     try_each(small, ({"n": n} for n in range(100)))
    ... except Wrong as wrong:
    ...     print(wrong)
    With n = 10: 10 has two digits.
    """
    for case in cases:
        with _telling(case):
            law(**case)


@contextmanager
def _telling(case: dict[str, object]) -> Generator[None]:
    try:
        yield
    except NotImplementedError:
        raise
    except Flaky:
        raise Wrong(f"With {told(case)}: {_MOODY}") from None
    except Exception as error:  # noqa: BLE001  # an answer may raise anything
        raise Wrong(f"With {told(case)}: {_sentence(error)}") from None


@contextmanager
def _own_folder() -> Generator[None]:
    """Let Hypothesis note constants of source files elsewhere than in the folder of a notebook."""
    with TemporaryDirectory() as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)  # asked anew, as before it was set


def told(case: dict[str, object]) -> str:
    """Write values by their names.

    >>> told({"secret": b"K", "count": 2})
    "secret = b'K', count = 2"
    """
    return ", ".join(f"{name} = {shortened(value)}" for name, value in case.items())


def shortened(value: object) -> str:
    """Write a value, sets in order, and leave out the middle of a long one.

    >>> shortened({"NL", "DE"}), len(shortened("a" * 1000))
    ("{'DE', 'NL'}", 123)
    """
    text = _in_order(value)
    if len(text) <= _SHOWN:
        return text
    return f"{text[: _SHOWN // 2]}...{text[-_SHOWN // 2 :]}"


def _in_order(value: object) -> str:
    """Write a value as ``repr`` does, but the same in every run: texts are hashed with a salt."""
    if type(value) not in _HOLDING or not value:
        return repr(value)
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value).items()
        return f"{{{', '.join(f'{_in_order(key)}: {_in_order(one)}' for key, one in pairs)}}}"
    inside = [_in_order(one) for one in cast("Iterable[object]", value)]
    match value:
        case set():
            return f"{{{', '.join(sorted(inside))}}}"
        case frozenset():
            return f"frozenset({{{', '.join(sorted(inside))}}})"
        case list():
            return f"[{', '.join(inside)}]"
        case _:
            return f"({', '.join(inside)}{',' * (len(inside) == 1)})"


def of_own_code(error: BaseException) -> str:
    """Say what an answer raised, and in which of its own lines.

    >>> of_own_code(ZeroDivisionError("division by zero"))
    'your code raised ZeroDivisionError: division by zero.'
    """
    name = type(error).__name__
    own = [at for at in extract_tb(error.__traceback__) if "cryptokit" not in at.filename]
    own = [at for at in own if "hypothesis" not in at.filename and at.line]
    where = f" in the line `{own[-1].line}`" if own else ""
    return f"your code raised {name}{where}: {error}."


def _sentence(error: Exception) -> str:
    if isinstance(error, Wrong):
        said = str(error)
        return said if said.endswith((".", "!", "?")) else f"{said}."
    return of_own_code(error)
