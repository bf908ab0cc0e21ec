"""Agreement, quality, flow and SLA metrics for data-annotation teams, in Python, in Excel and from the shell.

Public names are imported at first use (PEP 562), so that ``import smo_metrics`` itself is quick.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "smo_metrics.agreement": (
        "AgreementOverTimeResult", "AgreementResult", "BenchmarkResult", "BlandAltmanResult", "BreakdownResult",
        "ChangePoint", "ComparisonResult", "Inference", "Interval", "KappaMaximum", "Quantity", "Ratings",
        "ResamplingResult", "SampleSizeResult", "agreement_by", "agreement_over_time", "agreement_table",
        "annotator_agreement", "benchmark", "bennett_s", "bland_altman", "bootstrap_interval", "brennan_prediger",
        "category_agreement", "cohen_kappa", "cohen_kappa_maximum", "compare_agreement", "concordance_correlation",
        "confused_categories", "conger_kappa", "fleiss_kappa", "gwet_ac", "intraclass_correlation", "item_agreement",
        "item_distribution", "jackknife_interval", "kendall_w", "krippendorff_alpha", "light_kappa",
        "multilabel_alpha", "pabak", "pairwise_agreement", "percent_agreement", "randolph_kappa", "sample_size",
        "scott_pi", "weight_matrix",
    ),
    "smo_metrics.quality": (
        "AcceptancePlan", "ConsensusResult", "GoldAccuracyResult", "LabelQuality", "acceptance_plan",
        "annotator_quality", "consensus", "gold_accuracy", "gold_accuracy_by", "label_quality", "spam_scores",
        "to_adjudicate",
    ),
    "smo_metrics.flow": (
        "Batches", "Bottlenecks", "ControlChart", "CumulativeFlow", "DiscoveredCalendars", "EventLog", "Fix",
        "FlowModel", "Handoffs", "LittlesLawResult", "Network", "OverlapResult", "Pool", "Rework",
        "ShiftingBottleneck", "SimulationResult", "StageTimes", "TeamHours", "Utilisation", "WaitingCauses",
        "WhatIfResult", "WipAge", "WorkCalendar", "Workload", "batches", "calendar_text", "control_chart",
        "cumulative_flow", "discover_calendars", "event_log", "find_bottlenecks", "flow_model", "handoffs",
        "littles_law", "overlap_hours", "parse_calendar", "parse_calendars", "rework", "shifting_bottleneck",
        "simulate", "stage_times", "team_hours", "utilisation", "waiting_causes", "what_if", "wip_age",
    ),
    "smo_metrics.sla": (
        "Attainment", "BacktestResult", "BreachRisk", "DailyHistory", "EquilibriumQueue", "HowMany",
        "Joiner", "LogRankResult", "ProbabilityBy", "Regime", "SlaForecast", "SlaPolicy", "StaffingResult",
        "SurvivalCurve", "WhenDone", "allen_cunneen", "backtest", "breach_risk", "daily_history",
        "daily_volumes", "erlang_b", "erlang_c", "erlang_c_waiting", "erlang_staff", "forecast_sla",
        "how_many", "kaplan_meier", "last_regime", "log_rank", "probability_by", "sla_attainment",
        "staff_for", "when_done",
    ),
    "smo_metrics.readers": ("read",),
    "smo_metrics.workbook": ("create", "refresh"),
    "smo_metrics.errors": ("ReadError", "SettingsError", "SmoError", "TableError", "WorkbookError"),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'smo_metrics' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
