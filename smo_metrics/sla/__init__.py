"""Will we meet the SLA, when will it be done, which tasks will be late, how many people does it take?

Public names are imported at first use (PEP 562): a due date needs no simulation.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smo_metrics.sla.capacity.equilibrium import EquilibriumQueue as EquilibriumQueue
    from smo_metrics.sla.capacity.equilibrium import allen_cunneen as allen_cunneen
    from smo_metrics.sla.capacity.equilibrium import erlang_c_waiting as erlang_c_waiting
    from smo_metrics.sla.capacity.erlang import erlang_b as erlang_b
    from smo_metrics.sla.capacity.erlang import erlang_c as erlang_c
    from smo_metrics.sla.capacity.erlang_staff import erlang_staff as erlang_staff
    from smo_metrics.sla.capacity.forecast_sla import SlaForecast as SlaForecast
    from smo_metrics.sla.capacity.forecast_sla import forecast_sla as forecast_sla
    from smo_metrics.sla.capacity.staff_for import staff_for as staff_for
    from smo_metrics.sla.capacity.staffing_result import StaffingResult as StaffingResult
    from smo_metrics.sla.clock.policy import SlaPolicy as SlaPolicy
    from smo_metrics.sla.outcomes.attainment import Attainment as Attainment
    from smo_metrics.sla.outcomes.attainment import sla_attainment as sla_attainment
    from smo_metrics.sla.outcomes.breach_risk import BreachRisk as BreachRisk
    from smo_metrics.sla.outcomes.breach_risk import breach_risk as breach_risk
    from smo_metrics.sla.survival.kaplan_meier import SurvivalCurve as SurvivalCurve
    from smo_metrics.sla.survival.kaplan_meier import kaplan_meier as kaplan_meier
    from smo_metrics.sla.survival.log_rank import LogRankResult as LogRankResult
    from smo_metrics.sla.survival.log_rank import log_rank as log_rank
    from smo_metrics.sla.throughput.backtest import BacktestResult as BacktestResult
    from smo_metrics.sla.throughput.backtest import backtest as backtest
    from smo_metrics.sla.throughput.daily_history import DailyHistory as DailyHistory
    from smo_metrics.sla.throughput.daily_history import daily_history as daily_history
    from smo_metrics.sla.throughput.daily_volumes import daily_volumes as daily_volumes
    from smo_metrics.sla.throughput.how_many import HowMany as HowMany
    from smo_metrics.sla.throughput.how_many import how_many as how_many
    from smo_metrics.sla.throughput.planned_capacity import Joiner as Joiner
    from smo_metrics.sla.throughput.probability_by import ProbabilityBy as ProbabilityBy
    from smo_metrics.sla.throughput.probability_by import probability_by as probability_by
    from smo_metrics.sla.throughput.regime import Regime as Regime
    from smo_metrics.sla.throughput.regime import last_regime as last_regime
    from smo_metrics.sla.throughput.when_done import WhenDone as WhenDone
    from smo_metrics.sla.throughput.when_done import when_done as when_done

_HOMES = {
    "capacity.equilibrium": ("EquilibriumQueue", "allen_cunneen", "erlang_c_waiting"),
    "capacity.erlang": ("erlang_b", "erlang_c"),
    "capacity.erlang_staff": ("erlang_staff",),
    "capacity.forecast_sla": ("SlaForecast", "forecast_sla"),
    "capacity.staff_for": ("staff_for",),
    "capacity.staffing_result": ("StaffingResult",),
    "clock.policy": ("SlaPolicy",),
    "outcomes.attainment": ("Attainment", "sla_attainment"),
    "outcomes.breach_risk": ("BreachRisk", "breach_risk"),
    "survival.kaplan_meier": ("SurvivalCurve", "kaplan_meier"),
    "survival.log_rank": ("LogRankResult", "log_rank"),
    "throughput.backtest": ("BacktestResult", "backtest"),
    "throughput.daily_history": ("DailyHistory", "daily_history"),
    "throughput.daily_volumes": ("daily_volumes",),
    "throughput.how_many": ("HowMany", "how_many"),
    "throughput.planned_capacity": ("Joiner",),
    "throughput.probability_by": ("ProbabilityBy", "probability_by"),
    "throughput.regime": ("Regime", "last_regime"),
    "throughput.when_done": ("WhenDone", "when_done"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'smo_metrics.sla' has no attribute {name!r}")
    return getattr(importlib.import_module(f"smo_metrics.sla.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
