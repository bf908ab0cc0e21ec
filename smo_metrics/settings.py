"""What a project may set and where each value came from: a workbook's Settings sheet over a TOML file over defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from smo_metrics._columns import label_text
from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Thresholds(_Strict):
    """Where a KPI turns from green to amber (target) and from amber to red (minimum); shares from 0 to 1.

    The defaults for alpha are Krippendorff's customary limits (2004, p. 241); the others are to be set by the project.
    """

    alpha_target: float = Field(0.8, ge=-1, le=1)
    alpha_minimum: float = Field(0.667, ge=-1, le=1)
    gold_target: float = Field(0.95, ge=0, le=1)
    gold_minimum: float = Field(0.9, ge=0, le=1)
    category_target: float = Field(0.7, ge=-1, le=1)
    category_minimum: float = Field(0.5, ge=-1, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> Thresholds:
        for name in ("alpha", "gold", "category"):
            target, minimum = getattr(self, f"{name}_target"), getattr(self, f"{name}_minimum")
            if minimum > target:
                raise ValueError(f"{name}_minimum ({minimum}) must not be above {name}_target ({target})")
        return self


class Source(_Strict):
    """One export that a workbook is refreshed from."""

    path: str = Field(min_length=1)
    table: Literal["labels", "roster"] = "labels"
    format: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    timezone: str | None = None
    mode: Literal["replace", "append"] = "replace"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        return zone if zone is None else _zone(zone)


class Project(_Strict):
    """A labelling project's settings.

    Attributes
    ----------
    project : str
        Name shown on the dashboard.
    timezone : str
        IANA zone whose days and weeks count.
    level : str
        What labels are: nominal, ordinal or interval.
    confidence : float
        Nominal coverage of all intervals.
    categories : tuple of str
        The category domain in order; empty = as found.
    thresholds : Thresholds
    sources : tuple of Source
    """

    project: str = "Labelling project"
    timezone: str = "UTC"
    level: Literal["nominal", "ordinal", "interval"] = "nominal"
    confidence: float = Field(0.95, gt=0.5, lt=1)
    categories: tuple[str | float, ...] = ()
    thresholds: Thresholds = Field(default_factory=Thresholds)
    sources: tuple[Source, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        return _zone(zone)

    @field_validator("categories", mode="before")
    @classmethod
    def _truth_values_are_names(cls, categories: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(label_text(c) if isinstance(c, bool) else c for c in categories)


def load_project(
    sheet: Mapping[str, Any] | None = None, *, toml: Path | None = None
) -> tuple[Project, dict[str, str]]:
    """Give a project's settings, and for each where it came from: ``sheet``, ``toml`` or ``default``.

    Parameters
    ----------
    sheet : mapping, optional
        Setting -> value as on a Settings sheet, thresholds beside the rest; empty cells fall through.
    toml : Path, optional
        A file with the same names at top level.

    Raises
    ------
    SettingsError
        Unknown names, values out of range, unreadable TOML; all of them in one message.

    Examples
    --------
    >>> project, origin = load_project({"alpha_target": 0.75, "level": None})
    >>> project.thresholds.alpha_target, origin["alpha_target"], origin["level"]
    (0.75, 'sheet', 'default')
    """
    values: dict[str, Any] = {}
    toml_values = _read_toml(toml) if toml else {}
    toml_values |= toml_values.pop("thresholds", {})
    origin = {name: "default" for model in (Project, Thresholds) for name in model.model_fields}
    for where, given in (("toml", toml_values), ("sheet", sheet or {})):
        for name, value in given.items():
            if value is not None and value != "":
                values[name], origin[name] = value, where
    thresholds = {name: values.pop(name) for name in list(values) if name in Thresholds.model_fields}
    try:
        return Project(**{**values, "thresholds": Thresholds(**thresholds)}), origin
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


def _zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError(f"{name!r} is no time zone; write one like Asia/Singapore or Europe/Dublin")
    return name


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"settings: {path.name} cannot be read as TOML: {error}.") from None


_MENDS = {
    "float_type": "write a number such as 0.8",
    "float_parsing": "write a number such as 0.8, with a point and without %",
    "greater_than": "write a number above {gt:g}",
    "greater_than_equal": "write a number from {ge:g} up",
    "less_than": "write a number below {lt:g}",
    "less_than_equal": "write a number up to {le:g}",
    "literal_error": "write one of {expected}",
    "string_type": "write a text",
    "string_too_short": "write something",
    "missing": "write something",
    "value_error": "{error}",
}


def _sentence(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{name!r} is no setting; remove it or correct its name."
    mend = _MENDS.get(error["type"], error["msg"].replace("{", "").replace("}", "")).format(**error.get("ctx", {}))
    arrived = "nothing" if error["type"] == "missing" else repr(error["input"])
    return f"{name}: {mend} ({arrived} arrived)." if name else f"{mend}."
