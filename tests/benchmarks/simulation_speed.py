"""How fast is a simulated task, beside simpy and a bare heap; and how long does find_bottlenecks take?

Run: python -m tests.benchmarks.simulation_speed    (needs the extra "benchmark"; a minute or two)

The same queue for all: Poisson arrivals, exponential service, ten servers at nine tenths of their capacity, 100,000
tasks. The bare heap is the shortest loop that gives the waits of such a queue: the stated limit.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable

import numpy as np
import simpy

from smo_metrics.flow import find_bottlenecks
from smo_metrics.flow.simulation import _engine
from smo_metrics.flow.simulation.network import Network, Pool
from smo_metrics.flow.simulation.simulate import simulate
from smo_metrics.flow.simulation.workload import Workload
from tests.studies.planted_flows import log_of

TASKS, SERVERS, HOUR = 100_000, 10, 3_600_000


def best_of(runs: int, work: Callable[[], float]) -> tuple[float, float]:
    """Give the shortest time of some runs, and what the work gives."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - begun)
    return min(times), answer


def bare_heap(arrivals: list[int], services: list[int]) -> float:
    """Give the mean wait by the shortest loop there is."""
    free, waited = [0] * SERVERS, 0
    for arrival, service in zip(arrivals, services, strict=True):
        start = max(arrival, free[0])
        waited += start - arrival
        heapq.heapreplace(free, start + service)
    return waited / TASKS / HOUR


def with_simpy(arrivals: list[int], services: list[int]) -> float:
    """Give the mean wait by simpy."""
    environment = simpy.Environment()
    servers = simpy.Resource(environment, SERVERS)
    waits = []

    def task(arrival: int, service: int):
        with servers.request() as request:
            yield request
            waits.append(environment.now - arrival)
            yield environment.timeout(service)

    def source():
        last = 0
        for arrival, service in zip(arrivals, services, strict=True):
            yield environment.timeout(arrival - last)
            last = arrival
            environment.process(task(arrival, service))

    environment.process(source())
    environment.run()
    return sum(waits) / TASKS / HOUR


def ours(work: Workload) -> float:
    """Give the mean wait by `simulate`."""
    run = simulate(work, Network(("label",), (Pool(("label",), SERVERS),))).run
    return float((run.started - run.enabled).mean()) / HOUR


def main() -> None:
    """Print times and ratios."""
    rng = np.random.default_rng(1)
    arrivals = np.cumsum(rng.exponential(HOUR / (0.9 * SERVERS), TASKS)).astype(np.int64)
    services = rng.exponential(HOUR, TASKS).astype(np.int64)
    work, lists = Workload.of_one_stage(arrivals, services), (arrivals.tolist(), services.tolist())
    bare, wait = best_of(5, lambda: bare_heap(*lists))
    ours_time, our_wait = best_of(5, lambda: ours(work))
    by_stage = _engine.stage_order
    _engine.stage_order = lambda *_: None
    by_event, event_wait = best_of(3, lambda: ours(work))
    _engine.stage_order = by_stage
    peer, peer_wait = best_of(2, lambda: with_simpy(*lists))
    assert max(abs(wait - other) for other in (our_wait, event_wait, peer_wait)) < 1e-9
    print(f"{TASKS:,} tasks, {SERVERS} servers, one mean wait of {wait:.4f} h from all four")
    print(f"bare heap                 {bare:7.3f} s    1.0")
    print(f"simulate                  {ours_time:7.3f} s  {ours_time / bare:5.1f}")
    print(f"simulate, event by event  {by_event:7.3f} s  {by_event / bare:5.1f}    (work sent back, shared people)")
    print(f"simpy                     {peer:7.3f} s  {peer / bare:5.1f}    {peer / ours_time:.0f} x simulate")
    log = log_of("generalists", 1)
    begun = time.perf_counter()
    found = find_bottlenecks(log, rng=np.random.default_rng(0), timezone="America/Bogota")
    print(
        f"find_bottlenecks on {len(log):,} events, {len(found.fixes)} fixes, {found.replications} replications: "
        f"{time.perf_counter() - begun:.1f} s (limit 60)"
    )


if __name__ == "__main__":
    main()
