"""The forecasting models."""

from smo_metrics.sla.throughput._ets import ets as ets
from smo_metrics.sla.throughput._weekday_blocks import weekday_blocks as weekday_blocks
