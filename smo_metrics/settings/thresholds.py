"""Where a key figure turns from green to amber, and from amber to red."""

from __future__ import annotations

from pydantic import Field, model_validator

from smo_metrics.settings.strict import Strict

_HIGHER_IS_BETTER = ("alpha", "gold", "category", "acceptance", "spi", "cpi")
_LOWER_IS_BETTER = (
    ("rework_target", "rework_maximum"),
    ("age_target_hours", "age_maximum_hours"),
    ("aht_target_seconds", "aht_maximum_seconds"),
)


class Thresholds(Strict):
    """Where a KPI turns from green to amber (target) and from amber to red (minimum or maximum); shares from 0 to 1.

    The defaults for alpha are Krippendorff's customary limits (2004, p. 241); the others are to be set by the project.
    A limit that is None is not judged.
    """

    alpha_target: float = Field(0.8, ge=-1, le=1)
    alpha_minimum: float = Field(0.667, ge=-1, le=1)
    gold_target: float = Field(0.95, ge=0, le=1)
    gold_minimum: float = Field(0.9, ge=0, le=1)
    category_target: float = Field(0.7, ge=-1, le=1)
    category_minimum: float = Field(0.5, ge=-1, le=1)
    acceptance_target: float = Field(0.9, ge=0, le=1)
    acceptance_minimum: float = Field(0.8, ge=0, le=1)
    rework_target: float = Field(0.05, ge=0)
    rework_maximum: float = Field(0.1, ge=0)
    age_target_hours: float | None = Field(None, gt=0)
    age_maximum_hours: float | None = Field(None, gt=0)
    aht_target_seconds: float | None = Field(None, gt=0)
    aht_maximum_seconds: float | None = Field(None, gt=0)
    spi_target: float = Field(1.0, ge=0)
    spi_minimum: float = Field(0.9, ge=0)
    cpi_target: float = Field(1.0, ge=0)
    cpi_minimum: float = Field(0.9, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Thresholds:
        for name in _HIGHER_IS_BETTER:
            target, minimum = getattr(self, f"{name}_target"), getattr(self, f"{name}_minimum")
            if minimum > target:
                raise ValueError(f"{name}_minimum ({minimum}) must not be above {name}_target ({target})")
        for target_name, maximum_name in _LOWER_IS_BETTER:
            target, maximum = getattr(self, target_name), getattr(self, maximum_name)
            if target is not None and maximum is not None and maximum < target:
                raise ValueError(f"{maximum_name} ({maximum}) must not be below {target_name} ({target})")
        return self
