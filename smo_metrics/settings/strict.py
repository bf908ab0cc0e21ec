"""What all settings have in common: no unknown names, no changes after they were read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Strict(BaseModel):
    """Settings that refuse names they do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _names(given: Any) -> Any:
    """Read `graphic, severe` as a cell has it; a list stays a list."""
    return tuple(filter(None, map(str.strip, given.split(",")))) if isinstance(given, str) else given


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
