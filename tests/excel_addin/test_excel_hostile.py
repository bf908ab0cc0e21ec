"""Whatever a formula points at, a function answers with a value, a table or one sentence, never with a traceback."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smo_metrics.catalog import CATALOG
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, WORKBOOK, ExcelRange, as_range, as_values
from tests.excel_addin.pywin32_stand_in import TimeType

GOOD = [["spam", "hate", "violence"], [1.0, 2.0, 3.0], ["1", 2.0, True]]
WORDS = ["nominal", "value", "status", "item_id", "label", "gold", "nan", "x" * 300]
ANY_CELL = st.one_of(
    st.sampled_from([None, "", " ", True, math.nan, math.inf, -0.0, *ERROR_CELLS.values(), *WORDS]),
    st.floats(-1e100, 1e100),
    st.text(max_size=5),
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(9999, 12, 31)).map(lambda t: TimeType(*t.timetuple()[:6])),
)
OPTIONS = {
    "level": [MISSING, "nominal", "ordinal", "interval", "ratio", "circular"],
    "statistic": [MISSING, "value", "low", "high", "p_value", "status", "labels"],
    "weights": [MISSING, "linear", "ratio", "bipolar", ((1.0, 0.5), (0.5, 1.0))],
    "period": [MISSING, 24.0, -1.0, 0.0],
    "distance": [MISSING, "jaccard"],
    "separator": [MISSING, "a", " "],
    "no_label": [MISSING, "spam"],
    "form": [MISSING, "ICC(1,1)", "ICC(3,k)"],
    "freq": [MISSING, "D", "M"],
    "coefficient": [MISSING, "gwet_ac", "cohen_kappa", "light_kappa", "percent_agreement"],
    "scale": [MISSING, "altman", "fleiss"],
    "method": [MISSING, "weighted_majority", "dawid_skene", "one_coin"],
    "min_items": [MISSING, 0.0, 2.0, 1.5],
    "top": [MISSING, 0.0, 2.0, 1.5],
    "reference": [MISSING, "a", 2.0],
    "multiplier": [MISSING, 0.0, 2.0],
    "seed": [MISSING, 3.0, -1.0],
    "resamples": [200.0, 5.0],
    "expected": [0.0, 0.5, 0.99, 1.0],
    "category_shares": [((0.5, 0.5),), ((0.999, 0.001),), ((1.0, 0.0),), ((0.2, 0.2, 0.6),)],
    "half_width": [MISSING, 0.1, 1e-5, 0.9],
    "aql": [0.01, 1e-9, 0.5],
    "rql": [0.06, 0.0100001, 0.999],
    "producer_risk": [MISSING, 0.001, 0.5],
    "consumer_risk": [MISSING, 0.001, 0.5],
    "lot_size": [MISSING, 2.0, 500.0, 1e5],
    "defect_shares": [MISSING, ((0.0, 1.0),), 0.5],
    "timezone": ["Asia/Singapore", "Europe/Dublin", MISSING],
    "hours": [MISSING, "mon-fri 09:00-18:00", "daily 22:00-06:00", "new = Asia/Manila; daily 09:00-17:00"],
    "holidays": [MISSING, "SG", 46084.0, ((46084.0, "2026-03-04"),)],
    "start": [46083.5, "2026-03-02 09:00", ((46083.5,), (46084.25,))],
    "finish": [46090.5, "2026-03-02T09:00Z", ((46083.5,), (None,))],
    "work_hours": [0.0, 12.5, -1.0, 1e9, ((1.0,), (8.0,))],
    "week_of": [46083.0, "2026-03-02", 1e7],
    "target_hours": [MISSING, 4.0],
    "what_if": [MISSING, "people label 1", "rule priority", "rework review"],
    "kind": [MISSING, "p", "u", "cusum", "ewma"],
    "sizes": [MISSING, 50.0],
    "rules": [MISSING, "nelson", "western_electric"],
    "baseline": [MISSING, 3.0, 1.0],
    "target": [MISSING, 0.5],
    "sigma": [MISSING, 1.0, -1.0],
    "clock": ["wall", "wall", MISSING],
    "goal": [MISSING, 0.8, 0.0, 2.0],
    "stop_stage": [MISSING, "label", "ship"],
    "pause_stages": [MISSING, "review", "ship"],
    "as_of": [MISSING, 46120.25, 46099.0, "2026-03-02T09:00Z"],
    "remaining": [30.0, 0.0, -1.0, 1e9],
    "due": [MISSING, 46110.0, "2026-02-01", 46110.5],
    "by": [46105.0, "2026-04-10", 46000.0, ((46105.0,), (46107.0,))],
    "gaps": [MISSING, "zero", "missing"],
    "capacity": [MISSING, ((46101.0, 0.5),), ((46101.0, -1.0),)],
    "growth": [MISSING, 0.1, 3.0],
    "batches": [MISSING, (("a", 10.0), ("b", 20.0))],
    "show": [MISSING, "fan"],
    "people": [0.0, 5.0, 1e5, 2.5, ((1.0,), (8.0,))],
    "offered": [0.0, 4.5, -1.0, ((1.0,), (None,))],
    "handling_hours": [0.5, 0.0, ((0.5,), (1.0,))],
    "probability": [MISSING, 0.5, 1.0],
    "variation": [MISSING, 0.0, -1.0],
    "shrinkage": [MISSING, 0.2, 1.0],
    "first_day": [MISSING, "2026-03-30", 46110.5],
    "arrivals": [((0.0,) * 7,) * 24, ((1.0,) * 7,) * 24, ((46083.4,), (46090.6,)), ((1.0, 2.0),)],
}
EXAMPLES = 12_000  # over all functions
FEWER = {"SMO_BREACH_RISK": 2, "SMO_WHEN_DONE": 3, "SMO_HOW_MANY": 3, "SMO_PROBABILITY_BY": 3, "SMO_STAFF_FOR": 4}


@st.composite
def blocks(draw, labels, rows, columns, strange):
    """Rows of these labels, with up to so many strange cells among them."""
    cells = [labels[pick % len(labels)] for pick in draw(st.binary(min_size=rows * columns, max_size=rows * columns))]
    for place, cell in draw(st.lists(st.tuples(st.integers(0, len(cells) - 1), ANY_CELL), max_size=strange)):
        cells[place] = cell
    return tuple(zip(*[iter(cells)] * columns, strict=True))


@st.composite
def formulas(draw, names):
    """Arguments that fit together, with anything at all now and then: a cell, a range, a shape, one left out."""
    rows = draw(st.integers(1, 16))
    labels = draw(st.sampled_from(GOOD))
    strange = draw(st.sampled_from([0, 0, 0, 12]))
    with_gold = "gold" in names
    wide = draw(st.booleans()) and not {"gold", "groups", "times"} & set(names)
    own_items = with_gold and draw(st.booleans())
    good = {
        "labels": blocks(labels, rows, draw(st.integers(2, 4)) if wide else 1, strange),
        "gold": blocks(labels, rows, 1, strange),
        "groups": blocks(["new", "old", 7.0], rows, 1, strange),
        "times": blocks(["2026-03-02T09:00:00Z", 46084.5, 46120.25], rows, 1, strange),
        "seconds": blocks([12.0, 3.5, 60.0], rows, 1, strange),
        "tasks": blocks(["t1", "t2", 3.0], rows, 1, strange),
        "stages": blocks(["label", "review"], rows, 1, strange),
        "started": blocks([46083.5, "2026-03-02 13:00", None], rows, 1, strange),
        "ended": blocks([46083.6, "2026-03-02 15:30", 46085.0], rows, 1, strange),
        "enabled": blocks([46083.25, "2026-03-02 01:00Z", None], rows, 1, strange),
        "actors": blocks(["ann", "bob", None], rows, 1, strange),
        "regions": blocks(["new", "old"], rows, 1, strange),
        "timezones": blocks(["Asia/Singapore", "Europe/Dublin"], rows, 1, strange),
        "values": blocks([3.0, 5.0, 4.0, 17.0, None], rows, 1, strange),
        "days": st.just(tuple((46083.0 + row,) for row in range(rows))),
        "completed": blocks([3.0, 8.0, 0.0, None], rows, 1, strange),
        "arrived": st.one_of(st.just(MISSING), blocks([2.0, 5.0, None], rows, 1, strange)),
        "items": st.just(MISSING if wide else tuple((float(i if own_items else i // 2),) for i in range(rows))),
        "annotators": st.just(MISSING if wide else tuple(("ab"[i % 2],) for i in range(rows))),
        **{name: st.sampled_from(options) for name, options in OPTIONS.items()},
    }
    good |= {f"{name}_2": good[name] for name in ("labels", "items", "annotators")}
    if "timezones" in names:
        teams = tuple((f"team {row}",) for row in range(rows))
        hours = blocks(["mon-fri 09:00-18:00", "daily 22:00-06:00"], rows, 1, strange)
        good |= {"regions": st.just(teams), "hours": hours}
    if "expected" in names:
        good |= {"items": st.sampled_from([MISSING, 2.0, 1e6]), "annotators": st.sampled_from([MISSING, 3.0, 40.0])}
    anything = st.one_of(
        ANY_CELL,
        st.just(MISSING),
        blocks(labels, 1, rows, strange),
        st.integers(1, 4).flatmap(lambda columns: blocks(labels, rows, columns, 12)),
    )
    played = st.sampled_from([as_values, as_range])
    spoiled = draw(st.sampled_from([None, None, None, *names]))
    return tuple(
        draw(played)(draw(anything if name == spoiled else good.get(name, st.just(MISSING)))) for name in names
    )


def is_cell(value):
    return isinstance(value, str | bool | dt.datetime) or (isinstance(value, float) and math.isfinite(value))


@pytest.mark.parametrize("described", CATALOG, ids=[described.excel_name for described in CATALOG])
def test_no_input_gives_a_traceback(server, described):
    @settings(
        max_examples=EXAMPLES // len(CATALOG) // FEWER.get(described.excel_name, 1),
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(data=st.data())
    def every_cell_can_be_shown(data):
        check(server, described, data)

    every_cell_can_be_shown()


def check(server, described, data):
    arguments = data.draw(formulas([argument.name for argument in described.arguments]))
    caller = ExcelRange(((None,),))
    shown = server.CallUDF("excel_addin.udfs", described.excel_name, arguments, WORKBOOK, caller)
    rows = [[shown]] if not isinstance(shown, list) else shown if isinstance(shown[0], list) else [shown]
    assert len({len(cells) for cells in rows}) == 1
    assert all(is_cell(cell) for cells in rows for cell in cells)
    assert not isinstance(shown, str) or len(shown) > 0
