"""Whether a text is a whole Label Studio export, a list of tasks with annotations, or what it is instead."""

from __future__ import annotations

import json
import re
from typing import Any

from smo_metrics.errors import ReadError

Task = dict[str, Any]

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_EXPORT_JSON = "In Label Studio choose Export, then JSON"


def load_tasks(text: str, name: str) -> list[Task]:
    """Read the tasks of an export, each with `annotations` whose `result` is a list of objects.

    Parameters
    ----------
    text : str
        The decoded file.
    name : str
        The file's name, for the sentences.

    Raises
    ------
    ReadError
        The text is cut off, is no JSON, or is no list of tasks with annotations.
    """
    tasks = _parse(text, name)
    if isinstance(tasks, dict):
        raise ReadError(f"{name} holds one JSON object, not a list of tasks. {_EXPORT_JSON}.")
    if not isinstance(tasks, list):
        raise ReadError(f"{name} holds no list of tasks. {_EXPORT_JSON}.")
    if not tasks:
        raise ReadError(f"{name} is an empty list of tasks. Check the export's filter, then export again.")
    for number, task in enumerate(tasks, 1):
        _check_task(task, number, name)
    return tasks


def _parse(text: str, name: str) -> Any:
    try:
        # NaN and Infinity are no JSON, though Python writes them: they count as missing.
        parsed = json.loads(text, parse_constant=lambda _: None)
        return _without_surrogates(parsed) if _SURROGATE.search(text) else parsed
    except json.JSONDecodeError as error:
        raise ReadError(_why_not_json(text, name, error)) from None
    except RecursionError:
        raise ReadError(f"{name} is nested too deeply to be an export. {_EXPORT_JSON}.") from None
    except ValueError:
        raise ReadError(f"{name} holds a number of more than 4,000 digits. {_EXPORT_JSON}.") from None


def _without_surrogates(value: Any) -> Any:
    """Put a question mark for half of a surrogate pair, which no file can be written with."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_without_surrogates(one) for one in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(one) for key, one in value.items()}
    return value


def _why_not_json(text: str, name: str, error: json.JSONDecodeError) -> str:
    whole = text.rstrip()
    if not whole.lstrip().startswith(("[", "{")):
        return f"{name} is not JSON: it begins with {whole.lstrip()[:20]!r}. {_EXPORT_JSON}."
    if error.msg == "Extra data":
        return f"{name} goes on after its first object (line {error.lineno}), like JSONL. {_EXPORT_JSON}."
    if error.pos >= len(whole) or error.msg.startswith("Unterminated") or whole[-1] not in "]}":
        line = whole.count("\n") + 1
        return f"{name} ends in the middle (line {line}). The download was probably cut off: export it again."
    where = f"line {error.lineno}, column {error.colno}"
    return f"{name} is not valid JSON ({where}: {error.msg}). Export it again."


def _check_task(task: Any, number: int, name: str) -> None:
    if not isinstance(task, dict) or not isinstance(task.get("annotations"), list):
        raise ReadError(
            f"{name}: task {number} has no list of annotations, as in a JSON-MIN or another tool's export. "
            f"{_EXPORT_JSON} (not JSON-MIN)."
        )
    for annotation in task["annotations"]:
        results = annotation.get("result") if isinstance(annotation, dict) else ()
        if not isinstance(results, list | None) or not all(isinstance(one, dict) for one in results or ()):
            raise ReadError(
                f"{name}: task {number} has an annotation without a list of results. {_EXPORT_JSON}, "
                "with annotations in full."
            )
