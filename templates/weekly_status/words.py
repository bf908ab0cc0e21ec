"""What a newcomer reads first in a project's home: its question, steps, sheets, and how to read a number."""

from __future__ import annotations

from templates.parts.about import About

SHEETS = (
    ("Dashboard", "output", "Three sentences, eight key figures, four charts, what to act on, what changed."),
    ("Settings", "input", "Scope, dates, SLA, costs, thresholds; change the yellow cells."),
    ("Calendars", "input", "When each regional team works."),
    ("Targets", "input", "Other SLA hours by priority, queue or region."),
    ("Category order", "input", "The order of the categories, where the level is ordinal."),
    ("Sources", "input", "The exports that a refresh reads."),
    ("Plan", "input", "Milestones: agreed day, forecast, the day they were reached."),
    ("Volumes", "data", "Tasks in and out by day."),
    ("Labels", "data", "One row per annotation."),
    ("Events", "data", "One row for each time that a task was at a stage."),
    ("Roster", "data", "People with their regional teams."),
    ("RAID", "input", "Risks, assumptions, issues, dependencies and opportunities that people see."),
    ("Decisions", "input", "Who decided what, and why."),
    ("Change log", "input", "Agreed changes of scope, dates, policy or team."),
    ("Outcomes", "input", "What came of actions."),
    ("Findings", "output", "Trends, risks and opportunities in the data, with evidence and a suggested action."),
    ("KPIs", "calc", "Every key figure by region, one row each, for filters and pivots."),
    ("Regions", "calc", "One row a region: main figures, its clock, hours it shares with others."),
    ("History", "data", "Every key figure and setting at each refresh."),
    ("Journal", "output", "What each refresh found changed."),
    ("Fan", "calc", "Tasks done by day, and the ranges of the forecast."),
    ("Weeks", "calc", "Agreement by week."),
    ("Stages", "calc", "How long work waits and takes at each stage."),
    ("Causes", "calc", "What it waits for."),
    ("Control", "calc", "Lead time and finished tasks by day or week, with the limits of chance."),
    ("Checks", "control", "Do the numbers add up? One overall flag and a row per check."),
    ("Orphans", "control", "Notes whose rows are gone; nothing you wrote is lost."),
)

STEPS = (
    "On Settings, set the project, your time zone, scope_tasks, due_date and sla_hours; on Plan, the milestones; save.",
    "On Calendars, write when each regional team works.",
    "Press SMO > Import export for labels, events, volumes and roster: what you have. In a shell: smo-metrics import.",
    "Each Monday: press SMO > Refresh. In a shell: smo-metrics refresh WORKBOOK. Every source is read again.",
    "Read the three sentences, then what to act on; on Findings, write who does what. Keep RAID and Decisions.",
    "Press SMO > Weekly update for a page to send. In a shell: smo-metrics report WORKBOOK -o FOLDER.",
)

READING = (
    ("A finding", "Stands out by more than chance, with all that was looked at counted in, or lies beyond a limit of "
                  "Settings. No finding does not prove that all is well: data can be too few to tell."),
    ("Region all", "The whole project. A figure that is not computed by region says so in its region's row."),
    ("Simulated futures", "The coming days are drawn 10,000 times from how much was finished on past days like them. "
                          "80 % sure means: in 8 of 10 of these futures it is done by then."),
    ("Limits of chance", "In a control chart, three standard deviations to both sides of the mean: inside, a change "
                         "from week to week needs no explanation."),
    ("What changed", "Against the last refresh at an earlier as_of. Two refreshes at the same as_of count as one."),
)  # fmt: skip

FORMULAS = (
    ("Alpha", "1 - observed disagreement / disagreement expected by chance (Krippendorff)."),
    ("Gold accuracy", "Labels that match the gold label / labels on gold items."),
    ("SLA attainment", "Tasks within their target / all tasks; an open task counts as tasks as old as it went on "
                       "(Kaplan-Meier)."),
    ("Days after due", "Day by which 80 % of the simulated futures are done - due date; below 0 is early."),
    ("Seconds a label", "Seconds spent on submitted labels / labels with a duration."),
    ("Tasks a day", "Tasks finished / days, as the sheet KPIs says."),
    ("SPI, CPI", "Earned share of the scope / planned share by today; earned value / cost so far."),
    ("Overall", "The worst mark of all key figures of the whole project."),
)  # fmt: skip

ABOUT = About(
    title="Weekly status",
    question="How is the project, what changed since last week, what is at risk, and what could be better?",
    steps=STEPS,
    sheets=SHEETS,
    reading=READING,
    formulas=FORMULAS,
)
