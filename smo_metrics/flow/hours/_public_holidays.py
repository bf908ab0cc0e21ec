"""On which days is a country closed? The dates are those of the package holidays."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from functools import lru_cache

EPOCH_DAY = date(1970, 1, 1).toordinal()


@lru_cache(maxsize=256)
def public_holidays(code: str, first_year: int, last_year: int) -> frozenset[int]:
    """Days since 1970 that are public holidays, substitute days included, in a country or a part of it (``US-CA``).

    Assumes a code that `country_problem` accepts. Years of which the package knows nothing have none.
    """
    import holidays

    country, _, part = code.partition("-")
    found = holidays.country_holidays(country, subdiv=part or None, years=range(first_year, last_year + 1))
    return frozenset(day.toordinal() - EPOCH_DAY for day in found)


@lru_cache(maxsize=256)
def country_problem(code: str) -> str | None:
    """Say what is wrong with a country code, and which known ones are close; None where it is right."""
    import holidays

    country, _, part = code.partition("-")
    known = holidays.list_supported_countries()
    if country not in known:
        names = {name: names[1] for name, names in holidays.registry.COUNTRIES.items()} | {key: key for key in known}
        close = [names[name] for name in get_close_matches(country.lower(), names, n=3)]
        close += get_close_matches(country.upper(), [key for key in known if len(key) == 2], n=3, cutoff=0.5)
        return (
            f"holidays: {code!r} is no country code that is known; write one like {_listed(close or ['SG', 'US'])}, "
            "or give the dates as a list."
        )
    if part and part not in known[country]:
        close = get_close_matches(part.upper(), known[country], n=3, cutoff=0.5) or known[country][:3]
        return (
            f"holidays: {code!r} has no such part; write one like {_listed([f'{country}-{name}' for name in close])}."
            if close
            else f"holidays: {code!r} has no such part; {country} is known as a whole."
        )
    return None


def _listed(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))
