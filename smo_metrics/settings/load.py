"""Settings from where people write them, each checked, and all that is wrong said at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from smo_metrics.errors import SettingsError
from smo_metrics.settings.groups import Cost, Delivery, Exposure, Sla
from smo_metrics.settings.project import Project, Source
from smo_metrics.settings.strict import Strict
from smo_metrics.settings.thresholds import Thresholds

_GROUPS: dict[str, type[Strict]] = {
    "thresholds": Thresholds,
    "sla": Sla,
    "delivery": Delivery,
    "exposure": Exposure,
    "cost": Cost,
}


def load_project(
    sheet: Mapping[str, Any] | None = None, *, toml: Path | None = None
) -> tuple[Project, dict[str, str]]:
    """Give a project's settings, and for each where it came from: ``sheet``, ``toml`` or ``default``.

    Parameters
    ----------
    sheet : mapping, optional
        Setting -> value as on a Settings sheet, those of all groups beside one another; empty cells fall through.
    toml : Path, optional
        A file with the same names at top level.

    Raises
    ------
    SettingsError
        Unknown names, values out of range, unreadable TOML; all of them in one message.

    Examples
    --------
    >>> project, origin = load_project({"alpha_target": 0.75, "sla_hours": 24, "level": None})
    >>> project.thresholds.alpha_target, project.sla.sla_hours, origin["alpha_target"], origin["level"]
    (0.75, 24.0, 'sheet', 'default')
    """
    values: dict[str, Any] = {}
    toml_values = _read_toml(toml) if toml else {}
    for group in _GROUPS:
        toml_values |= toml_values.pop(group, {})
    models: tuple[type[Strict], ...] = (Project, *_GROUPS.values())
    origin = {name: "default" for model in models for name in model.model_fields}
    for where, given in (("toml", toml_values), ("sheet", sheet or {})):
        for name, value in given.items():
            if value is not None and value != "":
                values[name], origin[name] = value, where
    for group, model in _GROUPS.items():
        values[group] = {name: values.pop(name) for name in list(values) if name in model.model_fields}
    try:
        return Project(**values), origin
    except ValidationError as error:
        raise SettingsError("settings: " + " ".join(map(_sentence, error.errors()))) from None


def load_source(given: Mapping[str, Any]) -> Source:
    """Check one source; empty values fall back to the defaults.

    Raises
    ------
    SettingsError
        An unknown table, mode or time zone, or no path.

    Examples
    --------
    >>> load_source({"path": "labels.csv", "timezone": ""}).mode
    'replace'
    """
    try:
        return Source(**{name: value for name, value in given.items() if value is not None and value != ""})
    except ValidationError as error:
        raise SettingsError("source: " + " ".join(map(_sentence, error.errors()))) from None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"settings: {path.name} cannot be read as TOML: {error}.") from None


_MENDS = {
    "float_type": "write a number such as 0.8 or 2000",
    "float_parsing": "write a plain number such as 0.8 or 2000: no %, unit or thousands mark",
    "greater_than": "write a number above {gt:g}",
    "greater_than_equal": "write a number from {ge:g} up",
    "less_than": "write a number below {lt:g}",
    "less_than_equal": "write a number up to {le:g}",
    "literal_error": "write one of {expected}",
    "string_type": "write a text",
    "string_too_short": "write something",
    "bool_parsing": "write TRUE or FALSE",
    "bool_type": "write TRUE or FALSE",
    "date_type": "write a date such as 2026-12-24",
    "date_parsing": "write a date such as 2026-12-24",
    "date_from_datetime_parsing": "write a date such as 2026-12-24",
    "datetime_type": "write a moment such as 2026-12-21 09:00",
    "datetime_parsing": "write a moment such as 2026-12-21 09:00",
    "datetime_from_date_parsing": "write a moment such as 2026-12-21 09:00",
    "missing": "write something",
    "value_error": "{error}",
}


def _sentence(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"] if part not in _GROUPS)
    if error["type"] == "extra_forbidden":
        return f"{name!r} is no setting; remove it or correct its name."
    mend = _MENDS.get(error["type"], error["msg"].replace("{", "").replace("}", "")).format(**error.get("ctx", {}))
    arrived = "nothing" if error["type"] == "missing" else repr(error["input"])
    return f"{name}: {mend} ({arrived} arrived)." if name else f"{mend}."
