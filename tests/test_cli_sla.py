"""`smo-metrics sla`: what a coordinator types, reads and gets back, good input and bad."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from smo_metrics.demo import EVENTS, ROSTER

OFFICES = (
    "--calendar", "Singapore = Asia/Singapore; mon-fri 09:00-17:30",
    "--calendar", "Dublin = Europe/Dublin; mon-fri 09:00-17:30",
)  # fmt: skip
FEW = ("--replications", "20")


@pytest.fixture
def shell(smo_metrics_command):
    return partial(smo_metrics_command, "sla")


def volumes(folder: Path, leave_out: int | None = None) -> Path:
    """Write ten weeks of ten tasks on each weekday, none on weekends."""
    days = [date(2026, 3, 2) + timedelta(days=number) for number in range(70)]
    rows = [f"{day},{10 if day.weekday() < 5 else 0}" for place, day in enumerate(days) if place != leave_out]
    (folder / "volumes.csv").write_text("\n".join(["Day,Done", *rows]))
    return folder / "volumes.csv"


def test_the_demo_is_told_in_order_kept_at_risk_coming_and_done(shell) -> None:
    code, out, err = shell(
        EVENTS, "--target-hours", "8", *OFFICES, "--by", "region", "--remaining", "200", "--due", "2026-06-05", *FEW
    )
    assert (code, err) == (0, "")
    parts = ["An estimated 83.8% of 505 tasks", "By week in which", "By group, lowest", "Open tasks most likely"]
    parts += ["Tried on", "week from", "goal kept", "Half the futures finish by", "done by", "Read 1,219 rows"]
    places = [out.index(part) for part in parts]
    assert places[:4] == sorted(places[:4])
    assert places[-4:] == sorted(places[-4:])
    assert "No forecast" not in out


def test_json_holds_what_the_tables_show(shell) -> None:
    code, out, _ = shell(EVENTS, "--target-hours", "24", "--no-forecast", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["attainment"]["total"][0]["tasks"] == 505
    assert found["attainment"]["policy"]["clock"] == "wall"
    assert len(found["breach_risk"]["tasks"]) == found["attainment"]["total"][0]["open"] == 15
    assert found["forecast"] is None
    assert found["left_out"] == ["No forecast: --no-forecast was given."]
    assert found["file"] == "events.csv"


def test_the_same_seed_gives_the_same_answer(shell) -> None:
    first, second, other = (
        shell(EVENTS, "--remaining", "200", "--due", "2026-06-08", "--json", "--seed", seed)[1] for seed in "112"
    )
    assert first == second
    assert first != other


def test_daily_volumes_say_when_the_rest_is_done(shell, tmp_path: Path) -> None:
    code, out, err = shell(volumes(tmp_path), "--remaining", "100", "--due", "2026-05-22")
    assert (code, err) == (0, "")
    assert "Half the futures finish by 22 May 2026" in out  # ten tasks a day from Monday 11 May
    assert "Read 70 rows of volumes.csv as csv: date = Day, completed = Done." in out


def test_a_missing_day_is_asked_about_and_the_answer_is_used(shell, tmp_path: Path) -> None:
    code, _, err = shell(volumes(tmp_path, leave_out=3), "--remaining", "100")
    assert code == 2
    assert "2026-03-05" in err
    assert "--gaps zero if there was nothing" in err
    assert shell(volumes(tmp_path, leave_out=3), "--remaining", "100", "--gaps", "missing")[0] == 0


def test_a_day_without_the_team_makes_it_later(shell, tmp_path: Path) -> None:
    away = ("--team", "2026-05-11 = 0", "--team", "2026-05-12 = 0")
    plain, later = (
        json.loads(shell(volumes(tmp_path), "--remaining", "100", "--json", *more)[1])["delivery"]["finish"][0]["date"]
        for more in ((), away)
    )
    assert plain < later


def test_the_day_of_the_export_is_that_of_the_projects_zone(shell, tmp_path: Path) -> None:
    """At 01:00 UTC on 11 May it is still the evening of 10 May in New York, which is not over and left out."""
    book = volumes(tmp_path)
    told = [
        shell(book, "--remaining", "100", "--as-of", moment, "--timezone", "America/New_York")[1]
        for moment in ("2026-05-11T01:00+00:00", "2026-05-10T21:00-04:00")
    ]
    assert told[0] == told[1]
    assert "The last day, 2026-05-10, was not over and is left out." in told[0]


def test_new_tasks_make_it_later(shell) -> None:
    plain, more = (
        json.loads(shell(EVENTS, "--remaining", "60", "--json", *asked)[1])["delivery"]["finish"]
        for asked in ((), ("--arrivals",))
    )
    assert plain[0]["days"] < (more[0]["days"] or 10_000)


def test_holidays_of_one_calendar_count_and_those_of_several_are_said_not_to(shell) -> None:
    hours = "Europe/Dublin; mon-fri 09:00-17:30; holidays 2026-05-25, 2026-05-26"
    regions = ("--calendar", f"Dublin = {hours}", "--calendar", "Singapore = Asia/Singapore; mon-fri 09:00-17:30")
    plain, one, two = (
        json.loads(shell(EVENTS, "--remaining", "60", "--json", *calendar)[1])
        for calendar in ((), ("--calendar", hours), regions)
    )
    assert plain["delivery"]["finish"][0]["date"] < one["delivery"]["finish"][0]["date"]
    assert "Delivery: Holidays of Dublin are not in the delivery date" in " ".join(two["notes"])
    assert "Holidays of" not in " ".join(one["notes"])


def test_weeks_are_those_of_the_calendars_zone_and_the_zone_is_named(shell) -> None:
    manila = ("--calendar", "Asia/Manila; mon-fri 09:00-17:30")
    _, out, _ = shell(EVENTS, "--target-hours", "8", "--no-forecast", *manila)
    assert "By week in which the clock started (Asia/Manila)" in out
    assert "due times: Asia/Manila)" in out


def test_what_the_days_of_a_delivery_rest_on_is_told(shell, tmp_path: Path) -> None:
    rows = [f"{t},{s},2026-03-{2 + t:02d}T{9 + n:02d}:00Z,2026-03-{2 + t:02d}T{10 + n:02d}:00Z" for t in range(25)
            for n, s in enumerate(("label", "review"))]  # fmt: skip
    (tmp_path / "events.csv").write_text("\n".join(["task_id,stage,started_at,ended_at", *rows]))
    _, out, _ = shell(tmp_path / "events.csv", "--remaining", "10")
    assert "Delivery: 50 of 50 events have no enabled_at" in out
    assert "between two stages" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((EVENTS,), "say what to compute: --target-hours 24 for events"),
        ((EVENTS, "--target-hours", "0"), "target_hours must be a number above 0; 0.0 arrived"),
        ((EVENTS, "--target-hours", "4", "--due", "2026-06-05"), "--due is a day for tasks to be done"),
        ((EVENTS, "--target-hours", "4", "--clock", "work"), "--clock work needs the hours that count"),
        ((EVENTS, "--target-hours", "4", "--goal", "95"), "goal must be a share above 0 and at most 1"),
        ((EVENTS, "--target-hours", "4", "--stop-stage", "done"), "no event is at 'done'. The stages are 'label'"),
        ((EVENTS, "--target-hours", "4", "--target", "high 4"), "--target: 'high 4' cannot be read"),
        ((EVENTS, "--target-hours", "4", "--target", "team a = 4"), "targets: 'team' cannot be used"),
        ((EVENTS, "--target-hours", "4", "--by", "actor"), "by must be one of priority, queue, region"),
        ((EVENTS, "--target-hours", "4", "--timezone", "Mars"), "the time zone 'Mars' is unknown"),
        ((EVENTS, "--remaining", "-5"), "-5"),
        ((EVENTS, "--remaining", "5", "--due", "soon"), "--due: 'soon' is no day. Write it like 2026-12-24."),
        ((EVENTS, "--remaining", "5", "--team", "2026-12-24"), "--team: '2026-12-24' cannot be read"),
        ((ROSTER, "--remaining", "5"), "roster.csv: volumes: no column 'date'"),
        ((ROSTER, "--target-hours", "5"), "roster.csv: events: no column 'task_id'"),
    ],
)
def test_bad_input_ends_with_one_line_and_code_2(shell, arguments: tuple[str | Path, ...], message: str) -> None:
    code, out, err = shell(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert err.startswith("smo-metrics: ")


def test_events_without_a_zone_are_told_so_and_not_that_they_are_no_volumes(shell, tmp_path: Path) -> None:
    (tmp_path / "naive.csv").write_text("task_id,stage,started_at\n1,label,2026-03-02 09:00\n")
    code, _, err = shell(tmp_path / "naive.csv", "--remaining", "5")
    assert code == 2
    assert "--timezone" in err


def test_the_sentence_in_the_readme_is_what_the_command_says(shell, monkeypatch) -> None:
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    asked = next(line for line in readme.splitlines() if line.startswith("smo-metrics sla") and "--remaining" in line)
    quoted = next(line for line in readme.splitlines() if line.startswith("> Half the futures")).removeprefix("> ")
    _, out, _ = shell(EVENTS, *asked.split()[3:])
    assert quoted in out


def test_a_table_of_days_is_told_that_hours_need_events(shell, tmp_path: Path) -> None:
    code, _, err = shell(volumes(tmp_path), "--target-hours", "24")
    assert code == 2
    assert "volumes.csv is a table of days: --target-hours needs events." in err


def test_the_order_of_the_risks_does_not_hang_on_the_groups_that_are_shown(shell) -> None:
    plain, by_region = (
        json.loads(shell(EVENTS, "--target-hours", "24", "--no-forecast", "--json", *more)[1])["breach_risk"]["tasks"]
        for more in ((), ("--by", "region"))
    )
    assert plain == by_region


def test_the_target_stands_on_top_and_a_team_that_the_weeks_do_not_know_is_said(shell) -> None:
    _, out, _ = shell(
        EVENTS, "--target-hours", "24", "--target", "priority urgent = 8", *FEW, "--team", "2026-05-25 = 0"
    )
    assert out.lstrip().startswith("Target: 24 hours by the clock, priority urgent: 8.")
    assert "--team counts for the delivery date only." in out


def test_names_in_an_export_cannot_steer_the_terminal(shell, tmp_path: Path) -> None:
    text = EVENTS.read_text(encoding="utf-8").replace("T0490", "\x1b[31m[red]T0490")
    (tmp_path / "events.csv").write_text(text, encoding="utf-8")
    _, out, _ = shell(tmp_path / "events.csv", "--target-hours", "24", "--no-forecast")
    assert "\x1b" not in out
    assert "[31m[red]T0490" in out
