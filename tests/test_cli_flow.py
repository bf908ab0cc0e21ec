"""`smo-metrics flow`: what a coordinator types, reads and gets back, good input and bad."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from smo_metrics.demo import EVENTS, ROSTER

QUICK = ("--replications", "5")


@pytest.fixture
def shell(smo_metrics_command):
    return partial(smo_metrics_command, "flow")


def cells(out: str, title: str) -> dict[str, list[str]]:
    """Read a printed table: first cell -> the others."""
    lines = out.split(f"{title}")[1].splitlines()
    begin = next(number for number, line in enumerate(lines) if set(line.strip()) == {"─"})
    rows = [line.split("  ") for line in lines[begin + 1 :]]
    table = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    return {row[0]: row[1:] for row in table[: table.index([])]}


def start_only(folder: Path) -> Path:
    rows = [f"{task},{stage},2026-03-{2 + task:02d}T{9 + at:02d}:00Z" for task in range(20)
            for at, stage in enumerate(("label", "review"))]  # fmt: skip
    (folder / "starts.csv").write_text("\n".join(["task_id,stage,started_at", *rows]))
    return folder / "starts.csv"


def test_the_planted_bottleneck_of_the_demo_is_what_comes_first(shell) -> None:
    code, out, err = shell(EVENTS)
    assert (code, err) == (0, "")
    assert "490 finished tasks" in out
    stages = cells(out, "\nStages")
    assert list(stages) == ["label", "review", "adjudicate"]
    assert stages["review"][:2] == ["500", "3"]
    assert stages["review"][-1] == "97 %"
    fixes = cells(out, "The usual fixes")
    assert fixes["1"][0] == "one more person at review in Dublin"
    assert fixes["1"][-1] == "best"
    assert "tied" not in [fix[-1] for fix in fixes.values()]
    assert "One more person at review in Dublin would take" in out
    assert "label in Singapore, review in Singapore: UTC; mon-fri 01:00-09:30" in out


def test_causes_name_where_the_hours_of_waiting_come_from(shell) -> None:
    _, out, _ = shell(EVENTS, "--no-simulation")
    review = cells(out, "Why work waited")["review"]
    assert review[1] == "contention"
    assert review[3] == "97 %"
    assert "contention: nights are included while older work is under way, begun and not ended." in out
    assert "No simulation: --no-simulation was given." in out
    assert "The usual fixes" not in out


def test_every_sentence_comes_once(shell) -> None:
    _, out, _ = shell(EVENTS, *QUICK)
    lines = [line for line in out.splitlines() if line.endswith(".") and len(line) > 30]
    sentences = [line.partition(": ")[2] if line.split(":")[0] in ("Causes", "Busy", "Simulation") else line
                 for line in lines]  # fmt: skip
    assert len(sentences) == len(set(sentences))
    assert any("still wait" in sentence for sentence in sentences)


def test_fixes_that_are_asked_for_are_ranked_apart_and_the_target_is_counted(shell) -> None:
    asked = ("--what-if", "people review in Singapore 2", "--what-if", "rule oldest_task", "--target-hours", "24")
    code, out, _ = shell(EVENTS, *QUICK, *asked)
    assert code == 0
    found = cells(out, "The fixes you asked for")
    assert {row[0] for row in found.values()} == {"2 more people at review in Singapore", "oldest task first"}
    assert "in time: what is added to the per cent of tasks done within 24 h." in out
    assert "2 more people" not in str(cells(out, "The usual fixes"))


def test_given_calendars_are_used_and_shown_as_they_can_be_typed(shell) -> None:
    zones = {"Singapore": "Asia/Singapore", "Dublin": "Europe/Dublin"}
    given = [f"{region} = {zone}; mon-fri 09:00-17:30" for region, zone in zones.items()]
    code, out, _ = shell(EVENTS, "--no-simulation", "--calendar", given[0], "--calendar", given[1])
    assert code == 0
    assert "Hours as given:" in out
    for region, stage in (("Singapore", "review"), ("Dublin", "adjudicate")):
        line = next(line for line in out.splitlines() if f"{stage} in {region}" in line)
        assert line.endswith(f": {zones[region]}; mon-fri 09:00-17:30")


def test_hours_can_be_found_in_each_regions_own_zone(shell) -> None:
    _, out, _ = shell(EVENTS, "--no-simulation", "--timezone", "Singapore=Asia/Singapore; Dublin=Europe/Dublin")
    assert "label in Singapore, review in Singapore: Asia/Singapore; mon-fri 09:00-17:30" in out
    assert "Europe/Dublin; mon-fri 09:00-17:30" in out


def test_json_holds_what_the_tables_show(shell) -> None:
    code, out, _ = shell(EVENTS, "--json", *QUICK)
    told = json.loads(out)
    assert code == 0
    assert told["schema"] == 1
    assert told["bottlenecks"]["best"][0] == "people review in Dublin 1"
    assert told["file"] == "events.csv"
    assert told["read"]["counts"] == {"tasks": 505, "stages": 3, "open": 8, "waiting": 7}
    causes = told["waiting_causes"]["table"][1]
    parts = ("batching", "contention", "prioritisation", "unavailability", "handoff", "unexplained")
    assert sum(causes[f"{part}_hours"] for part in parts) == pytest.approx(causes["waiting_hours"])
    assert told["not_simulated"] is None
    assert told["hours"]["review in Dublin"] == "UTC; mon-fri 08:00-16:30"


def test_one_seed_gives_one_answer_and_another_seed_another(shell) -> None:
    first, again, other = (
        json.loads(shell(EVENTS, "--json", *QUICK, "--seed", seed)[1])["bottlenecks"]["fixes"] for seed in "113"
    )
    assert first == again != other


@pytest.mark.parametrize("by", ["queue", "priority", "region", "actor"])
def test_times_are_given_by_one_more_column(shell, by) -> None:
    code, out, _ = shell(EVENTS, "--no-simulation", "--by", by)
    assert code == 0
    first = {"queue": "comments", "priority": "normal", "region": "Dublin", "actor": "noor.haddad@example.com"}
    assert first[by] in cells(out, f"\nBy {by}")


def test_a_log_of_starts_gets_its_times_and_one_sentence_why_no_more(shell, tmp_path) -> None:
    code, out, err = shell(start_only(tmp_path))
    assert (code, err) == (0, "")
    assert out.count("No simulation") == 1
    assert "Export both: started_at and ended_at." in out
    assert cells(out, "\nStages") == {"label": ["20", "-", "-", "-"], "review": ["20", "1.0", "1.0", "1.0"]}
    assert "Hours" not in out
    assert "Why work waited" not in out
    assert json.loads(shell(tmp_path / "starts.csv", "--json")[1])["bottlenecks"] is None


def test_dates_without_times_are_seen(shell, tmp_path) -> None:
    rows = [f"{task},label,2026-03-{2 + task:02d},2026-03-{2 + task:02d}" for task in range(20)]
    (tmp_path / "dates.csv").write_text("\n".join(["task_id,stage,started_at,ended_at", *rows]))
    _, out, _ = shell("dates.csv", "--timezone", "UTC")
    assert "Start and end are equal in all rows: were dates exported without times?" in out
    assert "were dates exported" not in shell(start_only(tmp_path))[1]


def test_the_calendars_of_the_readme_are_those_of_the_demo(shell) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    command = "smo-metrics flow smo_demo/events.csv --calendar"
    (line,) = [line for line in readme.splitlines() if line.startswith(command)]
    code, out, _ = shell(EVENTS, "--json", *QUICK, *shlex.split(line)[3:])
    found = json.loads(out)["bottlenecks"]
    assert code == 0
    assert found["simulated_mean_lead_hours"] == pytest.approx(found["observed_mean_lead_hours"], rel=0.1)


def test_a_fix_asked_of_a_log_that_cannot_be_simulated_is_refused(shell, tmp_path) -> None:
    code, out, err = shell(start_only(tmp_path), "--what-if", "people review 1")
    assert (code, out) == (2, "")
    assert "work cannot be told from waiting. Export both" in err


def test_a_roster_gives_events_their_regions(shell, tmp_path) -> None:
    header, *rows = EVENTS.read_text().splitlines()
    cut = [",".join(cell for place, cell in enumerate(row.split(",")) if place != 3) for row in (header, *rows)]
    (tmp_path / "bare.csv").write_text("\n".join(cut))
    _, out, _ = shell("bare.csv", "--no-simulation")
    assert "in Singapore" not in out
    _, out, _ = shell("bare.csv", "--no-simulation", "--roster", ROSTER)
    assert "label in Singapore, review in Singapore: UTC" in out


def test_the_moment_of_the_export_can_be_told_in_the_zone_of_the_file(shell) -> None:
    told = [
        json.loads(shell(EVENTS, "--no-simulation", "--json", "--as-of", moment, *zone)[1])["stage_times"]["span_hours"]
        for moment, *zone in (("2026-05-23T09:00Z",), ("2026-05-23T17:00", "--timezone", "Asia/Singapore"))
    ]
    assert told[0] == told[1]


def test_a_narrow_terminal_cuts_no_word_off(shell, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = shell(EVENTS, *QUICK)
    assert "…" not in out
    in_tables = [line for line in out.splitlines() if line.startswith(" ") and not line.startswith("  ")]
    assert max(map(len, in_tables)) <= 80
    assert " adjudicate " in out


def test_names_in_an_export_cannot_steer_the_terminal(shell, tmp_path) -> None:
    text = EVENTS.read_text().replace("adjudicate", "\x1b[31mred[/]")
    (tmp_path / "red.csv").write_text(text)
    code, out, err = shell("red.csv", *QUICK)
    assert code == 0
    assert "\x1b" not in out + err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--calendar", "9 to 5"], "'9 to 5' is no time zone"),
        (["--calendar", "Paris = Europe/Paris; mon-fri 09:00-17:00"], "calendars: none for"),
        (["--what-if", "more people"], "is unknown. Write one of: people STAGE 1"),
        (["--what-if", "people translate 1"], "there is no stage 'translate'"),
        (["--what-if", "people review 1", "--no-simulation"], "--what-if needs the simulation"),
        (["--timezone", "Mars/Base"], "is unknown"),
        (["--timezone", "Dublin=Ireland/Dublin"], "is no region with its zone"),
        (["--timezone", "Dublin=Europe/Dublin"], "none for Singapore; add Singapore=Region/City."),
        (["--as-of", "yesterday"], "is no time"),
        (["--as-of", "2026-05-23T09:00"], "has no time zone"),
        (["--as-of", "2026-05-01T09:00Z"], "before the latest time"),
        (["--by", "colour"], "Choose from queue, priority, region, actor"),
        (["--replications", "2"], "5"),
        (["--target-hours", "0"], "0.1"),
        (["--roster", "nobody.csv"], "nobody.csv"),
        (["--columns", "stage"], "ours=theirs"),
    ],
)
def test_bad_options_end_in_one_line_and_exit_2(shell, arguments, part) -> None:
    code, out, err = shell(EVENTS, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("smo-metrics: ")
    assert len(err.strip().splitlines()) == 1
    assert part in err


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("task_id,stage\n1,label\n", "started_at"),
        ("task_id,stage,started_at\n1,label,2026-03-02 09:00\n", "time zone"),
        ("task_id,stage,started_at,ended_at\n1,label,2026-03-02T09:00Z,2026-03-02T08:00Z\n", "before they start"),
        ("task_id,stage,started_at\n", "events.csv"),
    ],
)
def test_bad_events_end_in_one_line_and_exit_2(shell, tmp_path, text, part) -> None:
    (tmp_path / "events.csv").write_text(text)
    code, out, err = shell("events.csv")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert part in err


def test_a_column_that_the_events_lack_cannot_group_them(shell, tmp_path) -> None:
    code, _, err = shell(start_only(tmp_path), "--by", "queue")
    assert code == 2
    assert "the events have no queue" in err


def test_one_task_alone_is_told_of(shell, tmp_path) -> None:
    (tmp_path / "one.csv").write_text(
        "task_id,stage,actor_id,started_at,ended_at\n1,label,ann,2026-03-02T09:00Z,2026-03-02T10:00Z\n"
    )
    code, out, _ = shell("one.csv", *QUICK)
    assert code == 0
    assert "1 finished task: 1.0 h" in out


def test_tasks_of_which_none_is_finished_are_told_of(shell, tmp_path) -> None:
    (tmp_path / "open.csv").write_text(
        "task_id,stage,started_at,ended_at\n1,label,2026-03-02T09:00Z,2026-03-02T10:00Z\n1,review,2026-03-02T11:00Z,\n"
    )
    code, out, _ = shell("open.csv")
    assert code == 0
    assert "No simulation: no task is finished yet." in out
    code, out, err = shell("open.csv", "--what-if", "people review 1")
    assert (code, out) == (2, "")
    assert "no task is finished yet" in err


def test_the_command_runs_as_a_module_too() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "smo_metrics.cli", "flow", "--help"], capture_output=True, text=True, check=True
    )
    assert "--what-if" in run.stdout
