"""What a newcomer reads first in the exposure log: its question, steps, sheets, and how to read a number."""

from __future__ import annotations

from templates.parts.about import About

SHEETS = (
    ("Dashboard", "output", "Three sentences, four key figures with their marks, and three charts."),
    ("Settings", "input", "Which tiers count, the cap, breaks, the cut-off, names or codes; change the yellow cells."),
    ("Calendars", "input", "The time zone of each regional team: its days and the cut-off are on that clock."),
    ("Sources", "input", "The exports that a refresh reads."),
    ("Labels", "data", "One row per annotation, with its tier of sensitive content and its duration."),
    ("Roster", "data", "Annotators with their regional teams."),
    ("KPIs", "calc", "Every key figure, of the project and of each region."),
    ("People", "calc", "Each person's latest five days, the highest day first, and their trend."),
    ("Days", "calc", "Hours of sensitive content of each person on each day."),
    ("Tiers", "calc", "The same by tier."),
    ("Weeks", "calc", "The same by week, of the team and of each region."),
    ("Rotation", "calc", "Who could hand some of it to whom, pushing nobody towards the cap."),
    ("Checks", "control", "Do the numbers add up? One overall flag and a row per check."),
    ("Orphans", "control", "Notes whose rows are gone; nothing you wrote is lost."),
)

STEPS = (
    "On Settings, replace the example limits by your organisation's own, and name the tiers that count; save.",
    "On Calendars, write each team's time zone and hours: the cut-off is judged on its people's own clock.",
    "Press SMO > Import export, then SMO > Import roster. In a shell: smo-metrics import EXPORT WORKBOOK.",
    "Each week: press SMO > Refresh. In a shell: smo-metrics refresh WORKBOOK. Every source is read again.",
    "Read the three sentences on the Dashboard, then People from the top, then Rotation; look at Checks.",
    "Before you pass it on, set pseudonyms to TRUE and refresh; clear the sheet Roster, which still holds names.",
)

READING = (
    ("A limit", "Cap, breaks and cut-off are settings of your organisation. The defaults follow the practice published "
                "by the Internet Watch Foundation (2024); they are an example, not medical advice."),
    ("Latest days", "The latest five dates on which anybody labelled. A mark is a reason to talk, not a verdict."),
    ("Not known", "A label without a duration is never counted as 0: its time is missing from the hours, and "
                  "at_most_hours says how much it could be. Where that decides, the day is not available."),
    ("A code", "With pseudonyms, P- and six digits stand for a person, the same each week. Who holds the list of names "
               "can work them out: they keep names off a page, they do not make the data anonymous."),
)  # fmt: skip

FORMULAS = (
    ("Sensitive hours", "Time from begin (end - duration) to end of labels whose tier counts; overlapping ones count "
                        "once, and midnight on the person's clock cuts them."),
    ("At most", "Sensitive hours, and for each label without a duration what 19 of 20 known ones do not exceed."),
    ("Missed break", "More sensitive time than break_after_hours with no pause of break_minutes from it; other work is "
                     "a pause, and shorter pauses do not count in it."),
    ("After the cut-off", "Sensitive hours from the cut-off to midnight on the person's clock."),
    ("Share", "Sensitive hours / hours with any label at work, overlaps once."),
    ("Trend", "Of the weekly average on days of labelling, by the Mann-Kendall test at 5 %, divided by the number of "
              "people; the slope is the median of all steps between weeks (Sen)."),
    ("Room", "90 % of the cap - the highest of the latest days (at most)."),
)  # fmt: skip

ABOUT = About(
    title="Exposure log",
    question="Is anybody over-exposed to sensitive content, and who could take over some of it?",
    steps=STEPS,
    sheets=SHEETS,
    reading=READING,
    formulas=FORMULAS,
)
