"""Compare the files of a case with its custody record: what was moved, copied, changed or lost."""

from collections.abc import Iterator, Mapping, Sequence

from cryptokit.court.custody import Exhibit


def match(digests: Mapping[str, str], exhibits: Sequence[Exhibit]) -> dict[str, Exhibit | None]:
    """Find for each file what it was seized as: in its own place first, else what is displaced."""
    intact = {one for one in exhibits if digests.get(one.file) == one.sha256}
    displaced = [one for one in exhibits if one not in intact]
    own = {one.file: one for one in intact}
    matches = dict[str, Exhibit | None]()
    for file, sha256 in digests.items():
        same = [one for one in displaced if one.sha256 == sha256]
        matches[file] = own.get(file) or (same[0] if same else None)
        displaced = [one for one in displaced if one is not matches[file]]
    return matches


def differs(
    file: str, sha256: str, match: Exhibit | None, exhibits: Sequence[Exhibit]
) -> Iterator[str]:
    """Say how a file differs from the custody record, if there is one."""
    if match is not None and match.file != file:
        yield f"{file}: holds what was seized as {match.file}"
    elif match is None and exhibits:
        copies = [one.file for one in exhibits if one.sha256 == sha256]
        if copies:
            yield f"{file}: a copy of {copies[0]}"
        elif any(one.file == file for one in exhibits):
            yield f"{file}: changed since it was seized (its digest is another one)"
        else:
            yield f"{file}: not in the custody record"


def gone(
    exhibits: Sequence[Exhibit], digests: Mapping[str, str], matches: Mapping[str, Exhibit | None]
) -> Iterator[str]:
    """Name what was seized and lies nowhere; a file that was changed in its place is not gone."""
    seized = {one.sha256 for one in exhibits}
    changed = {file for file, sha256 in digests.items() if sha256 not in seized}
    for one in exhibits:
        if one not in matches.values() and one.file not in changed:
            yield f"{one.file}: was seized, but is not in this folder any more"
