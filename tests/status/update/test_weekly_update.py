"""The weekly page: what is in it, that nothing from an export becomes markup, and that its charts are true."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smo_metrics.demo import EXPORT, ROSTER
from smo_metrics.readers import read
from smo_metrics.settings import Project
from smo_metrics.status import quality_review
from smo_metrics.status.update.drawing import Band, Line, bar_chart, line_chart
from smo_metrics.status.update.html_text import html_text
from smo_metrics.status.update.markdown_text import markdown_text
from smo_metrics.status.update.page import Page, Section, Table
from smo_metrics.status.update.scale import ticks
from smo_metrics.status.update.weekly_update import weekly_update
from smo_metrics.tables import check_labels

HOSTILE = "<script>alert(1)</script> [x](http://evil.example) |`=cmd`| @everyone *b* _i_"
DAYS = [date(2026, 3, 2) + timedelta(days=i) for i in range(4)]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def review():
    labels, roster = read(EXPORT).labels, read(ROSTER, table="roster").roster
    return quality_review(labels, Project(project="Pilot"), roster)


@pytest.fixture(scope="module")
def update(review):
    return weekly_update(review, covers="Labels to 27 Apr 2026.")


def body(html: str) -> ElementTree.Element:
    """Parse as XML, which is stricter than any browser."""
    return ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>"))


def test_both_pages_begin_with_the_three_sentences(review, update) -> None:
    first = [item.text for item in body(update.html).find("body/ol")]
    assert first == list(review.headlines)
    assert [line[:2] for line in update.markdown.splitlines()[4:7]] == ["1.", "2.", "3."]


def test_every_key_figure_is_there_with_its_mark_in_words(review, update) -> None:
    rows = [[cell.text for cell in row] for row in body(update.html).findall("body/table/tbody/tr")]
    whole = [kpi for kpi in review.kpis if kpi.region == "all"]
    assert rows[: len(whole)] == [[kpi.name, kpi.shown, kpi.mark, kpi.target, kpi.detail] for kpi in whole]
    for kpi in whole:
        assert f"| {kpi.shown} | {kpi.mark} |" in update.markdown


def test_the_same_review_gives_the_same_text_below_100_kb(review, update) -> None:
    assert weekly_update(review, covers="Labels to 27 Apr 2026.") == update
    assert max(len(update.html.encode()), len(update.markdown.encode())) < 100_000


def test_the_html_page_loads_nothing_and_runs_nothing(update) -> None:
    assert not re.search(r"<script|<link|<img|<iframe|url\(|@import|\bon\w+=|javascript:", update.html)
    addresses = set(re.findall(r"https?://[^\s\"<]+", update.html))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_hostile_names_stay_text_on_both_pages() -> None:
    labels = [HOSTILE, HOSTILE, "x", HOSTILE]
    rows = pd.DataFrame({"item_id": list("aabb"), "annotator_id": [1, 2] * 2, "label": labels})
    update = weekly_update(quality_review(check_labels(rows), Project(project=HOSTILE)), covers=HOSTILE)
    assert "<script" not in update.html
    assert body(update.html).find("body/h1").text == HOSTILE
    assert "\n# \\<script\\>" in f"\n{update.markdown}"
    assert not re.search(r"(?<!\\)[<>`*]|@e|://e|(?<!\\)\]\(", update.markdown)


@given(st.text(max_size=60))
def test_any_text_makes_well_formed_html_and_one_line_of_markdown(text) -> None:
    page = Page("t", "", [text], [Section("s", table=Table(["h"], [[text]]))])
    if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", text):
        body(html_text(page))
    written = markdown_text(page).split("\n\n")
    assert len(written) == 4
    assert len(written[3].rstrip("\n").split("\n")) == 3


def test_sections_without_content_are_not_written(review) -> None:
    page = Page("t", "", ["one"], [Section("Empty"), Section("Full", ["line"])])
    assert "Empty" not in markdown_text(page) + html_text(page)
    assert "## Full" in markdown_text(page)


def test_a_line_goes_through_its_values_and_breaks_where_one_is_missing() -> None:
    drawn = line_chart("t", DAYS, [Line("a", [0.0, 5.0, math.nan, 10.0])], write=str)
    path = next(p.get("d") for p in ElementTree.fromstring(drawn).iter(f"{SVG}path") if p.get("stroke-width") == "2.3")
    points = [tuple(map(float, point.split())) for point in re.findall(r"[ML]([\d. ]+)", path)]
    assert re.findall("[ML]", path) == ["M", "L", "M"]
    (x0, y0), (x1, y1), (x3, y3) = points
    assert (x1 - x0) * 2 == pytest.approx(x3 - x1, abs=0.2)
    assert y0 - y1 == pytest.approx(y1 - y3, abs=0.2)
    assert y0 > y3


def test_a_band_is_drawn_from_low_to_high_behind_the_line() -> None:
    drawn = line_chart("t", DAYS, [Line("a", [1, 1, 1, 1])], [Band("b", [0] * 4, [2] * 4)], write=str)
    paths = [p for p in ElementTree.fromstring(drawn).iter(f"{SVG}path")]
    filled = [i for i, p in enumerate(paths) if (p.get("fill") or "none") != "none"]
    line = next(i for i, p in enumerate(paths) if p.get("stroke-width") == "2.3")
    assert filled
    assert max(filled) < line


def test_bars_are_as_long_as_their_values_and_say_them() -> None:
    drawn = bar_chart("t", ["a", "b"], [2.0, 4.0], [1.0, math.nan], [3.0, math.nan], write=lambda v: f"{v:.1f} h")
    root = ElementTree.fromstring(drawn)
    widths = [float(bar.get("width")) for bar in root.iter(f"{SVG}rect")][1:]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    assert {"2.0 h", "4.0 h", "a", "b"} <= {words.text for words in root.iter(f"{SVG}text")}
    assert len(list(root.iter(f"{SVG}path"))) == 1


def test_every_chart_says_in_words_what_it_shows(update) -> None:
    charts = list(body(update.html).iter(f"{SVG}svg"))
    assert charts
    for chart in charts:
        assert chart.get("role") == "img"
        assert len(chart.find(f"{SVG}title").text) > 20


@given(st.floats(-1e6, 1e6), st.just(0.0) | st.floats(1e-3, 1e6))
def test_marks_are_few_evenly_spaced_and_reach_over_all_values(low, width) -> None:
    marks = ticks(low, low + width)
    assert 2 <= len(marks) <= 8
    steps = [b - a for a, b in pairwise(marks)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-4)
    assert marks[0] <= low + 1e-6 * max(1, abs(low), width)
    assert marks[-1] >= low + width - 1e-6 * max(1, abs(low + width), width)


def test_control_characters_are_left_out_and_a_bare_address_becomes_no_link() -> None:
    name = "a\x00b\u202ec www.evil.example"
    page = Page(name, "", ["one", "two", "three"], [Section("S", table=Table([name], [[name]]))])
    assert body(html_text(page)).find("body/h1").text == "abc www.evil.example"
    assert "www.evil" not in markdown_text(page)
    drawn = bar_chart(name, [name], [1.0], [math.nan], [math.nan], write=str)
    assert ElementTree.fromstring(drawn).find(f"{SVG}title").text == "abc www.evil.example"
