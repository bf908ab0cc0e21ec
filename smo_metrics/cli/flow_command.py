"""`smo-metrics flow`: where the work of an events table waits, why, and what a fix would gain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smo_metrics._terminal import print_json, progress, show_lines, show_table
from smo_metrics._zones import is_zone
from smo_metrics.cli.event_file import read_events, read_moment
from smo_metrics.cli.options import AsJson, Columns, Format
from smo_metrics.errors import SettingsError

_GROUPS = ("queue", "priority", "region", "actor")
_CALENDAR = 'When people work: "Asia/Manila; mon-fri 08:00-17:00; holidays PH", or one a region: "Manila = ...".'
_TIMEZONE = (
    "Zone of times that carry none, and of the hours that are found; or for those one a region: "
    '"Cebu=Asia/Manila; Cork=Europe/Dublin".'
)
_NOT_ASKED = "No simulation: --no-simulation was given."
_FIX = 'Also try: "people review 2", "longer_hours review 1", "rule priority", ...'


def flow(
    file: Annotated[Path, typer.Argument(help="Events, CSV or XLSX: a row a task and stage.", show_default=False)],
    calendar: Annotated[list[str] | None, typer.Option(help=f"{_CALENDAR} Repeatable.")] = None,
    what_if: Annotated[list[str] | None, typer.Option(help=f"{_FIX} Repeatable.")] = None,
    target_hours: Annotated[float | None, typer.Option(help="A lead time to keep, by the clock.", min=0.1)] = None,
    format: Format = None,
    columns: Columns = "",
    timezone: Annotated[str, typer.Option(help=_TIMEZONE)] = "",
    roster: Annotated[Path | None, typer.Option(help="Who is in which region, and hours_per_day.")] = None,
    as_of: Annotated[str, typer.Option(help="When the events were exported, e.g. 2026-03-31T09:00+08:00.")] = "",
    by: Annotated[str | None, typer.Option(help="Times also by queue, priority, region or actor.")] = None,
    replications: Annotated[int, typer.Option(help="How often the log's days are drawn again.", min=5)] = 20,
    seed: Annotated[int, typer.Option(help="Start of the random numbers: the same gives the same.", min=0)] = 0,
    simulation: Annotated[bool, typer.Option("--simulation/--no-simulation", help="Try fixes.")] = True,
    as_json: AsJson = False,
) -> None:
    """Where work waits, why, and what a fix would gain."""
    import numpy as np

    from smo_metrics.cli.flow_tables import flow_lines, flow_tables, lead_line
    from smo_metrics.flow.events.event_log import event_log
    from smo_metrics.flow.hours.calendar_text import parse_calendars
    from smo_metrics.flow.simulation.fix import Fix
    from smo_metrics.status.bottlenecks.flow_report import flow_report

    if what_if and not simulation:
        raise SettingsError("--what-if needs the simulation. Leave --no-simulation out.")
    if by not in (None, *_GROUPS):
        raise SettingsError(f"--by: {by!r} cannot be used. Choose from {', '.join(_GROUPS)}.")
    zone = _zones(timezone)
    fixes = [Fix.parse(text) for text in what_if or []]
    calendars = parse_calendars("\n".join(calendar)) if calendar else None
    moment = read_moment(as_of, zone) if as_of else None
    with progress() as step:
        step("reading the events")
        events, people, read = read_events(file, format, columns, zone if isinstance(zone, str) else "", roster)
        log = event_log(events, as_of=moment)
        if by and not log.names[by]:
            raise SettingsError(f"--by: the events have no {by}. Leave it out, or map a column of theirs to it.")
        report = flow_report(
            log,
            rng=np.random.default_rng(seed),
            calendars=calendars,
            timezone=zone or "UTC",
            roster=people,
            by=by,
            fixes=fixes,
            target_hours=target_hours,
            replications=replications,
            not_simulated="" if simulation else _NOT_ASKED,
            progress=step,
        )
    if as_json:
        print_json({**report.to_dict(), "file": file.name, "read": read.to_dict()})
        return
    show_lines([lead_line(report.times.tasks)])
    for title, header, rows, legend in flow_tables(report):
        show_lines(["", title])
        show_table(header, rows)
        show_lines(legend)
    show_lines(["", *flow_lines(report), *read.sentences])


def _zones(text: str) -> str | dict[str, str]:
    """Read one zone for all, or pairs REGION=ZONE between semicolons."""
    if "=" not in text:
        return text
    zones = {}
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        region, _, zone = (side.strip() for side in pair.partition("="))
        if not is_zone(zone):
            raise SettingsError(f"--timezone: {pair!r} is no region with its zone. Write it like Cebu=Asia/Manila.")
        zones[region] = zone
    return zones
