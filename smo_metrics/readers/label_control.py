"""Which control of a labelling interface holds the label, and what an annotation says in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from smo_metrics.errors import ReadError

KINDS = ("choices", "rating", "number")

Label = str | float | tuple[str, ...]


def choose_control(annotations: Iterable[dict[str, Any]], wanted: str | None, name: str) -> str:
    """Decide which control is the label: the one that is asked for, else the only one there is.

    Parameters
    ----------
    annotations : iterable of dict
        Every annotation of the export.
    wanted : str, optional
        The control's name, from the column map (``label=policy``).
    name : str
        The file's name, for the sentences.

    Raises
    ------
    ReadError
        No control of a readable kind, several to choose from, or none of the wanted name.
    """
    readable: dict[str, str] = {}
    others: dict[str, str] = {}
    for annotation in annotations:
        for result in annotation.get("result") or ():
            kind = _kind(result)
            control, shown = _control(result), " ".join(str(result.get("type") or "unknown").split())
            (others if kind is None else readable).setdefault(control, kind or shown)
    if wanted in readable:
        return wanted
    if not readable and not others:
        raise ReadError(f"{name}: every annotation is empty. Label some tasks, then export again.")
    if not readable:
        raise ReadError(
            f"{name} holds only {_listed(others)}. Only choices, rating and number can be read as a label: "
            "export a project that has such a control."
        )
    if wanted is not None:
        raise ReadError(
            f"{name}: no control {wanted!r} that holds choices, a rating or a number; "
            f"there is {_listed(readable)}. Name one of these: label=CONTROL."
        )
    if len(readable) > 1:
        first = next(iter(readable))
        raise ReadError(
            f"{name} holds several controls: {_listed(readable)}. Say which one is the label: label={first}."
        )
    return next(iter(readable))


def label_of(annotation: dict[str, Any], control: str) -> Label | None:
    """Give what an annotation says in one control; several choices are a tuple in order, none is None.

    Parameters
    ----------
    annotation : dict
        One annotation of a task.
    control : str
        The control's name.
    """
    chosen = {
        value for result in annotation.get("result") or () if _control(result) == control for value in _values(result)
    }
    if len(chosen) > 1:
        return tuple(sorted(f"{value:g}" if isinstance(value, float) else value for value in chosen))
    return next(iter(chosen), None)


def _kind(result: dict[str, Any]) -> str | None:
    value = result.get("value")
    return next((kind for kind in KINDS if isinstance(value, dict) and kind in value), None)


def _control(result: dict[str, Any]) -> str:
    name = str(result.get("from_name") or result.get("type") or "unnamed")
    return " ".join(name.split())


def _values(result: dict[str, Any]) -> Iterator[str | float]:
    kind = _kind(result)
    if kind is None:
        return
    value = result["value"][kind]
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, int | float) and abs(one) < 1e300:
            yield float(one)
        elif one is not None and (text := str(one).strip()):
            yield text


def _listed(controls: dict[str, str]) -> str:
    return ", ".join(f"{control} ({kind})" for control, kind in sorted(controls.items()))
