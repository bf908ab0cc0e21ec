"""Until when an event keeps its actor busy, against a loop over all events."""

from __future__ import annotations

from hypothesis import given, settings

from smo_metrics.flow.events._busy_until import busy_until
from smo_metrics.flow.events.event_log import event_log
from tests.flow.random_logs import event_tables


def literal(log, row):
    if not log.is_open[row] or log.actor[row] < 0:
        return log.ended[row]
    rows = range(log.size)
    done = [i for i in rows if not log.is_open[i] and not log.is_waiting[i] and log.stage[i] == log.stage[row]]
    longest = max((log.ended[i] - log.started[i] for i in done), default=0)
    limits = [log.started[row] + longest] if longest else []
    starts = [log.started[i] for i in rows if log.actor[i] == log.actor[row] and not log.is_waiting[i]]
    return min([log.as_of, *limits, *(start for start in starts if start > log.started[row])])


@settings(max_examples=200, deadline=None)
@given(event_tables())
def test_open_events_end_by_the_next_start_or_the_longest_of_their_stage_and_others_where_they_ended(table):
    log = event_log(table)
    assert busy_until(log, log.actor).tolist() == [literal(log, row) for row in range(log.size)]
