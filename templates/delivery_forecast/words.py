"""What a newcomer reads first in the delivery forecast: its question, steps, sheets, and how to read a number."""

from __future__ import annotations

from templates.parts.about import About

SHEETS = (
    ("Dashboard", "output", "Three sentences, four key figures, the burn-up with its forecast, and what to do first."),
    ("Settings", "input", "The SLA, the due date, the scope, thresholds; change the yellow cells."),
    ("Calendars", "input", "When each regional team works; the work clock and the staffing need it."),
    ("Targets", "input", "Other SLA hours by priority, queue or region."),
    ("Scenarios", "input", "What to compare: people, overtime, scope, due date."),
    ("Sources", "input", "The exports that a refresh reads."),
    ("Events", "data", "One row for each time that a task was at a stage."),
    ("Volumes", "data", "Tasks in and out by day; where it is filled, the delivery date goes by it."),
    ("Roster", "data", "People with their regional teams."),
    ("KPIs", "calc", "Every key figure by region."),
    ("Attainment", "calc", "SLA attainment by week, with its interval."),
    ("Regions", "calc", "SLA attainment by region, lowest first."),
    ("WorkList", "output", "Every open task: when it is due, how likely it is late, and why."),
    ("Fan", "calc", "Tasks done by day, and the ranges of the forecast."),
    ("Finish", "output", "The day by whose end it is done, half sure, 80 % sure and 95 % sure."),
    ("ScenarioResults", "output", "Finish and chance of the due date in each scenario."),
    ("Staffing", "output", "People at work and people needed, by region."),
    ("Checks", "control", "Do the numbers add up? One overall flag and a row per check."),
    ("Orphans", "control", "Notes whose rows are gone; nothing you wrote is lost."),
)

STEPS = (
    "On Settings, set the project, your time zone, sla_hours, due_date and scope_tasks; save.",
    "On Calendars, write when each regional team works; on Scenarios, what you want to compare.",
    "Press SMO > Import export. In a shell: smo-metrics import EXPORT WORKBOOK --table events (or volumes, roster).",
    "Each week: press SMO > Refresh. In a shell: smo-metrics refresh WORKBOOK. Every source is read again.",
    "Read the three sentences on the Dashboard, then WorkList from the top, then ScenarioResults; look at Checks.",
    "Comment, colour and add columns where you like: what you add to a row follows that row through each refresh.",
)

READING = (
    ("Simulated futures", "The coming days are drawn 10,000 times from how much was finished on past days like them. "
                          "80 % sure means: in 8 of 10 of these futures it is done by then."),
    ("Tested", "Below the burn-up stands how such forecasts did on this project's own past. An 80 % range should have "
               "held what came about 8 times in 10; if it did not, trust dates less."),
    ("Interval", "Low to high: the range in which the true share plausibly lies, at the confidence set on Settings."),
    ("No interval", "The data are too few for an honest one. An empty value is undefined, never 0."),
    ("Chance to be late", "Of past tasks that stood where this one stands at its age, the share that ended late. It "
                          "says nothing about whoever has the task."),
)  # fmt: skip

FORMULAS = (
    ("SLA attainment", "Tasks within their target / all tasks; an open task counts as tasks as old as it went on "
                       "(Kaplan-Meier)."),
    ("Open tasks at risk", "Open tasks that are late already, or more likely late than not."),
    ("Days after due", "Day by which 80 % of the simulated futures are done - due date; below 0 is early."),
    ("Chance of due date", "Simulated futures that are done by the due date / all of them."),
    ("Age of open tasks", "Hours on the SLA's clock that 90 % of open tasks have at most (P90), and half of them."),
    ("People needed", "Fewest people at work at once with whom 80 % of simulated weeks keep the goal."),
)  # fmt: skip

ABOUT = About(
    title="Delivery forecast",
    question="Will we meet the SLA and the delivery date? Which open tasks will breach? What would more people do?",
    steps=STEPS,
    sheets=SHEETS,
    reading=READING,
    formulas=FORMULAS,
)
