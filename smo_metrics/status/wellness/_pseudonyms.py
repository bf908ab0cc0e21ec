"""Which code stands for which person? The same one every week, telling neither the name nor its place in a list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_DIGITS, _MOST_DIGITS = 6, 64


def pseudonyms(names: Iterable[str], project: str) -> dict[str, str]:
    """Give each person a code that stays when people join or leave.

    Parameters
    ----------
    names : iterable of str
        Distinct ids of people.
    project : str
        The project's name: in another project the same person has another code.

    Returns
    -------
    dict of str to str
        Name -> ``P-`` and the first six hexadecimal digits of SHA-256 of project and name; more digits for all in the
        rare case that two people share six.

    Notes
    -----
    Numbers in order of names, or of who came first, would tell that order, and would change whenever somebody joins.
    No secret is involved: who holds a list of names can work out their codes. The codes keep names off a screen or a
    printed page; they do not make the data anonymous.

    Examples
    --------
    >>> pseudonyms(["ann", "bob"], "Feed")
    {'ann': 'P-2BFC27', 'bob': 'P-CFD81C'}
    """
    digests = {name: hashlib.sha256(f"{project}\n{name}".encode()).hexdigest().upper() for name in names}
    for digits in range(_DIGITS, _MOST_DIGITS + 1):
        if len({digest[:digits] for digest in digests.values()}) == len(digests):
            break
    return {name: f"P-{digest[:digits]}" for name, digest in digests.items()}
