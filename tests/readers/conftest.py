from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Made = dict[str, Any]


@pytest.fixture
def annotation() -> Callable[..., Made]:
    def make(who: Any, label: Any, **more: Any) -> Made:
        kind, control = more.pop("kind", "choices"), more.pop("control", "policy")
        value = [label] if kind == "choices" and isinstance(label, str) else label
        result = [] if label is None else [{"type": kind, "from_name": control, "value": {kind: value}}]
        created = {"created_at": "2026-03-02T09:00:00Z", "lead_time": 12.5}
        return {"completed_by": who, "result": result, "was_cancelled": False, "ground_truth": False} | created | more

    return make


@pytest.fixture
def task() -> Callable[..., Made]:
    def make(number: int, *annotations: Made, **more: Any) -> Made:
        return {"id": number, "annotations": list(annotations), "data": {"text": f"Post {number}"}} | more

    return make


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    def save(*tasks: Made, name: str = "export.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(list(tasks), indent=1), encoding="utf-8")
        return path

    return save


@pytest.fixture
def save_text(tmp_path: Path) -> Callable[..., Path]:
    def save(text: str | bytes, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return save
