"""Charts as SVG text: readable in greyscale, with their content in words for those who cannot see them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from smo_metrics.status.update.page import printable
from smo_metrics.status.update.scale import Scale, spanning

_WIDTH, _HEIGHT = 640, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 30, 26
_INK, _GREY, _RULE, _BLUE, _BAND, _BAR, _ACCENT = (
    "#262626", "#595959", "#D9D9D9", "#1F4E79", "#D5E3F0", "#A9C9E6", "#B45309"
)  # fmt: skip
_ROW = 24


@dataclass(frozen=True, slots=True)
class Line:
    """Values over days; NaN leaves a gap.

    Attributes
    ----------
    name : str
    values : sequence of float
    is_target : bool
        Drawn thin and dashed.
    """

    name: str
    values: Sequence[float]
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The range around a line, such as an interval."""

    name: str
    low: Sequence[float]
    high: Sequence[float]


def line_chart(
    title: str, days: Sequence[date], lines: Sequence[Line], bands: Sequence[Band] = (), *,
    write: Callable[[float], str], due: date | None = None,
) -> str:  # fmt: skip
    """Draw values over days, with their ranges behind them.

    Parameters
    ----------
    title : str
        What the chart shows, for those who cannot see it.
    days : sequence of datetime.date
        In order, at least one.
    lines : sequence of Line
    bands : sequence of Band
        The widest first.
    write : callable
        Turns a value of the axis into text.
    due : datetime.date, optional
        A day to mark.
    """
    across = Scale(days[0].toordinal(), max(days[-1].toordinal(), days[0].toordinal() + 1), _LEFT, _WIDTH - _RIGHT)
    values = [value for line in lines for value in line.values] + [v for b in bands for v in (*b.low, *b.high)]
    up, marks = spanning(values, _HEIGHT - _BOTTOM, _TOP)
    places = [across.place(day.toordinal()) for day in days]
    parts = [_level(up.place(mark), write(mark)) for mark in marks]
    parts += [_area(places, band, up, shade) for shade, band in enumerate(bands)]
    parts += [_line(places, line, up) for line in lines]
    parts += _days(days, across)
    if due is not None and days[0] <= due <= days[-1]:
        parts.append(_due(across.place(due.toordinal()), due))
    parts += _legend([*lines, *bands])
    return _svg(title, _HEIGHT, parts)


def bar_chart(
    title: str, names: Sequence[str], values: Sequence[float], lows: Sequence[float], highs: Sequence[float], *,
    write: Callable[[float], str],
) -> str:  # fmt: skip
    """Draw horizontal bars with their intervals, the first on top; NaN ends have no interval."""
    left = 250
    scale, _ = spanning([0.0, *values, *lows, *highs], left, _WIDTH - 60)
    zero = scale.place(0)
    parts = []
    for i, (name, value, low, high) in enumerate(zip(names, values, lows, highs, strict=True)):
        top, middle = 8 + i * _ROW, 8 + i * _ROW + _ROW / 2 - 3
        end = scale.place(value)
        parts.append(_text(left - 8, middle + 4, _short(name), anchor="end", colour=_INK))
        parts.append(
            f'<rect x="{min(zero, end)}" y="{top}" width="{round(abs(end - zero), 1)}" height="{_ROW - 8}" '
            f'fill="{_BAR}"/>'
        )
        furthest = end
        if not math.isnan(low):
            furthest = max(end, scale.place(high))
            parts.append(
                f'<path d="M{scale.place(low)} {middle}H{scale.place(high)}" stroke="{_INK}" stroke-width="1.5"/>'
            )
        parts.append(_text(max(furthest, zero) + 6, middle + 4, write(value), anchor="start", colour=_INK))
    return _svg(title, 16 + len(names) * _ROW, parts)


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
        f'height="{height}" font-family="Arial, sans-serif" font-size="11"><title>{escape(printable(title))}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#FFFFFF"/>'
        f'{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = _GREY) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(printable(words))}</text>'


def _level(y: float, words: str) -> str:
    rule = f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="{_RULE}" stroke-width="0.7"/>'
    return rule + _text(_LEFT - 6, y + 4, words, anchor="end")


def _line(places: Sequence[float], line: Line, up: Scale) -> str:
    path, pen = [], "M"
    for x, value in zip(places, line.values, strict=True):
        if math.isnan(value):
            pen = "M"
            continue
        path.append(f"{pen}{x} {up.place(value)}")
        pen = "L"
    style = f'stroke="{_ACCENT}" stroke-width="1.3" stroke-dasharray="5 4"' if line.is_target else (
        f'stroke="{_BLUE}" stroke-width="2.3" stroke-linecap="round"'
    )  # fmt: skip
    return f'<path d="{"".join(path)}" fill="none" {style}/>'


def _area(places: Sequence[float], band: Band, up: Scale, shade: int) -> str:
    ends = [(x, low, high) for x, low, high in zip(places, band.low, band.high, strict=True) if not math.isnan(low)]
    if len(ends) < 2:
        return ""
    there = "L".join(f"{x} {up.place(high)}" for x, _, high in ends)
    back = "L".join(f"{x} {up.place(low)}" for x, low, _ in reversed(ends))
    return f'<path d="M{there}L{back}Z" fill="{_BAND if shade == 0 else _BAR}"/>'


def _days(days: Sequence[date], across: Scale) -> list[str]:
    step = max(1, math.ceil((days[-1] - days[0]).days / 7 / 7) * 7)
    first = days[0].toordinal()
    shown = [date.fromordinal(number) for number in range(first, days[-1].toordinal() + 1, step)]
    return [
        _text(across.place(day.toordinal()), _HEIGHT - 8, f"{day.day} {day:%b}", anchor="start" if i == 0 else "middle")
        for i, day in enumerate(shown)
        if across.place(day.toordinal()) < _WIDTH - _RIGHT - 12
    ]


def _due(x: float, due: date) -> str:
    rule = f'<path d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="{_INK}" stroke-width="1" stroke-dasharray="2 3"/>'
    return rule + _text(x - 4, _TOP + 10, f"due {due.day} {due:%b %Y}", anchor="end", colour=_INK)


def _legend(shown: Sequence[Line | Band]) -> list[str]:
    parts, x = [], float(_LEFT)
    shade = 0
    for one in shown:
        if isinstance(one, Band):
            mark = f'<rect x="{x}" y="6" width="18" height="10" fill="{_BAND if shade == 0 else _BAR}"/>'
            shade += 1
        else:
            style = f'stroke="{_ACCENT}" stroke-dasharray="5 4"' if one.is_target else f'stroke="{_BLUE}"'
            mark = f'<path d="M{x} 11H{x + 18}" {style} stroke-width="2"/>'
        parts += [mark, _text(x + 23, 15, one.name)]
        x += 40 + 6.2 * len(one.name)
    return parts


def _short(name: str) -> str:
    return name if len(name) <= 42 else f"{name[:41]}…"
