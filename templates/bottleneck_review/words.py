"""What a newcomer reads first in the bottleneck review: its question, steps, sheets, and how to read a number."""

from __future__ import annotations

from templates.parts.about import About

SHEETS = (
    ("Dashboard", "output", "Three sentences, eight key figures, and six charts."),
    ("Settings", "input", "Thresholds and choices; change the yellow cells."),
    ("Calendars", "input", "When each team works; left empty, it is read from the events."),
    ("Sources", "input", "The exports that a refresh reads."),
    ("Events", "data", "One row for each time that a task was at a stage."),
    ("Roster", "data", "People with their regional teams."),
    ("KPIs", "calc", "Every key figure, of the project and of each region."),
    ("Stages", "calc", "Waiting, handling, people and load at each stage, of the project and of each region."),
    ("Causes", "calc", "What work waited for, in hours."),
    ("Fixes", "calc", "What each change would gain, simulated, best first."),
    ("Handoffs", "calc", "Heat map and list: how long work waits between regions."),
    ("Overlap", "calc", "The hours that two regions share."),
    ("Flow", "calc", "Arrived, finished and open tasks by day."),
    ("Flow by stage", "calc", "The same at each stage."),
    ("Ageing", "calc", "The work list: open tasks, oldest first."),
    ("Control", "calc", "Lead time and finished tasks between the limits of chance."),
    ("Checks", "control", "Do the numbers add up? One overall flag and a row per check."),
    ("Orphans", "control", "Notes whose rows are gone; nothing you wrote is lost."),
)

STEPS = (
    "On Settings, set the project and your time zone; on Calendars, when each team works, if you know it; save.",
    "Press SMO > Import export and choose the events. In a shell: smo-metrics import EVENTS WORKBOOK --table events.",
    "Each week: press SMO > Refresh. In a shell: smo-metrics refresh WORKBOOK. The simulation shows how far it is.",
    "Read the three sentences on the Dashboard; then Fixes from the top: what gains most need not be where most waits.",
    "Ask about the tasks marked on Ageing, and about the days or weeks that signal on Control; look at Checks.",
    "Comment, colour and add columns where you like: what you add to a row follows that row through each refresh.",
)

READING = (
    ("P50, P90", "Half of the tasks took no longer than P50, nine in ten no longer than P90."),
    ("Interval", "Low to high: the range in which the true gain plausibly lies (95 %). Gains whose intervals overlap "
                 "widely do not differ for sure."),
    ("Verdict", "best: gains most; tied with the best: cannot be told from it; helps: gains less; unsure: may be "
                "chance; no effect: under a hundredth of the lead time."),
    ("Limits of chance", "Days or weeks between the dashed lines differ as chance makes them differ. A triangle lies "
                         "outside: ask what was different then."),
    ("Older than usual", "85 % of the finished tasks had left that stage at a younger age."),
)  # fmt: skip

FORMULAS = (
    ("Lead time", "Hours by the clock from when the first work on a task could begin to its last end."),
    ("Waiting", "From when the work at a stage could begin to its start."),
    ("Flow efficiency", "Hours in work / (hours in work + hours waiting), in the work hours of the teams."),
    ("Rework", "Finished tasks that were sent back at least once / finished tasks."),
    ("First-pass acceptance", "Tasks whose first decision is accepted / tasks with a decision."),
    ("Handling time", "Work hours from start to end, mean."),
    ("Contention", "Whoever did it had older work under way, nights included."),
    ("Prioritisation", "Whoever did it took work first that came later."),
    ("Unavailability", "Whoever did it was off by the calendar."),
    ("Batching", "Work was left until there was enough to do in one go."),
    ("Handoff", "Whoever did it was at work and free, but it was not begun."),
    ("Gain", "Mean lead time as it is - with the fix, over simulated draws of the project's own days."),
)  # fmt: skip

ABOUT = About(
    title="Bottleneck review",
    question="Where does work wait, why, and what would fix it?",
    steps=STEPS,
    sheets=SHEETS,
    reading=READING,
    formulas=FORMULAS,
)
