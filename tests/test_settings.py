"""Settings: sheet over TOML over defaults, with every problem in one sentence."""

from __future__ import annotations

import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.settings import load_project, load_source


def test_a_sheet_wins_over_toml_and_toml_over_defaults(tmp_path) -> None:
    toml = tmp_path / "project.toml"
    toml.write_text('project = "Toml"\nlevel = "ordinal"\nalpha_target = 0.75\n', encoding="utf-8")
    project, origin = load_project({"project": "Sheet", "level": ""}, toml=toml)
    assert (project.project, project.level, project.thresholds.alpha_target) == ("Sheet", "ordinal", 0.75)
    assert (origin["project"], origin["level"], origin["timezone"]) == ("sheet", "toml", "default")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"colour": "red"}, "'colour' is no setting"),
        ({"timezone": "Mars/Base"}, "no time zone; write one like Asia/Singapore"),
        ({"timezone": "../../etc/passwd"}, "no time zone"),
        ({"alpha_target": 80}, "alpha_target: write a number up to 1 .80 arrived"),
        ({"alpha_target": 0.5}, "alpha_minimum .0.667. must not be above alpha_target .0.5."),
        ({"level": "names"}, "level: write one of .nominal., .ordinal. or .interval."),
        ({"confidence": "high"}, "confidence: write a plain number such as 0.8 or 2000"),
    ],
)
def test_a_wrong_setting_is_named_with_what_arrived(given, message) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        load_project(given)
    assert "\n" not in str(caught.value)


def test_two_wrong_settings_come_together() -> None:
    with pytest.raises(SettingsError, match=r"level.*confidence"):
        load_project({"level": "x", "confidence": 2})


def test_broken_toml_is_named(tmp_path) -> None:
    (tmp_path / "bad.toml").write_text("= 3")
    with pytest.raises(SettingsError, match=r"bad.toml cannot be read as TOML"):
        load_project(toml=tmp_path / "bad.toml")


@pytest.mark.parametrize("given", [{"path": ""}, {"path": "x", "table": "people"}, {"path": "x", "mode": "merge"}])
def test_a_source_that_cannot_be_used_is_refused(given) -> None:
    with pytest.raises(SettingsError, match=r"^source: (path|table|mode): "):
        load_source(given)
