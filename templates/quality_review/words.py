"""What a newcomer reads first in the quality review: its question, steps, sheets, and how to read a number."""

from __future__ import annotations

from templates.parts.about import About

SHEETS = (
    ("Dashboard", "output", "Three sentences, four key figures with their marks, and four charts."),
    ("Settings", "input", "Thresholds and choices; change the yellow cells."),
    ("Category order", "input", "Order of the categories, for ordinal labels."),
    ("Sources", "input", "The exports that a refresh reads."),
    ("Labels", "data", "One row per annotation."),
    ("Roster", "data", "Annotators with their regional teams."),
    ("KPIs", "calc", "Every key figure, of the project and of each region."),
    ("Agreement", "calc", "Every coefficient with its error, interval and status."),
    ("Weeks", "calc", "Alpha by week with its interval."),
    ("Drift", "calc", "Alpha by policy version with its interval."),
    ("Changes", "calc", "Where agreement changed by more than chance: between versions, within one, by category."),
    ("Categories", "calc", "Agreement and gold figures by category, weakest first."),
    ("Annotators", "calc", "Agreement and gold figures by annotator, weakest first."),
    ("Pairs", "calc", "Agreement of every two annotators, weakest first."),
    ("Adjudicate", "calc", "The work list: items in dispute that an expert should settle first."),
    ("Confusion", "calc", "Which label was chosen for which gold label."),
    ("Checks", "control", "Do the numbers add up? One overall flag and a row per check."),
    ("Orphans", "control", "Notes whose rows are gone; nothing you wrote is lost."),
)

STEPS = (
    "On Settings, set the project, the time zone and the thresholds that your team has agreed on; save.",
    "Press SMO > Import export, then SMO > Import roster. In a shell: smo-metrics import EXPORT WORKBOOK.",
    "Each week: press SMO > Refresh. In a shell: smo-metrics refresh WORKBOOK. Every source is read again.",
    "Read the three sentences on the Dashboard, then Changes, Categories and Annotators from the top; look at Checks.",
    "Settle the items on Adjudicate from the top; bring together the pairs that stand out on Pairs.",
    "Comment, colour and add columns where you like: what you add to a row follows that row through each refresh.",
)

READING = (
    ("Interval", "Low to high: the range in which the true figure plausibly lies, at the confidence set on Settings. "
                 "Two figures whose intervals overlap widely do not differ for sure."),
    ("No interval", "The data are too few for an honest one. An empty value is undefined, never 0; its status says "
                    "why."),
    ("Wide enough for n", "Who looks n times finds something by chance. Such an interval is wider, so that all n hold "
                          "together; only what it still shows is called a change."),
)  # fmt: skip

FORMULAS = (
    ("Alpha", "alpha = 1 - observed disagreement / disagreement expected by chance (Krippendorff); "
              "1 is perfect, 0 is chance."),
    ("Category alpha", "The same, with all other categories taken as one."),
    ("Kappa", "kappa = (observed agreement - agreement expected by chance) / (1 - agreement expected by chance), "
              "of one annotator with the others on the same items."),
    ("Difference", "Alpha after - alpha before; with the weeks, at the split of the series where it stands out most."),
    ("Gold accuracy", "Labels equal to the item's gold label / labels on items that have one; "
                      "intervals are clustered by item."),
    ("Precision", "Of the labels of a category on gold items, the share whose gold label is that category."),
    ("Recall", "Of the labels on items whose gold label is a category, the share that chose it."),
    ("F1", "F1 = 2 x precision x recall / (precision + recall)."),
)  # fmt: skip

ABOUT = About(
    title="Quality review",
    question="Is the labelling good? Who or which policy disagrees, and since when?",
    steps=STEPS,
    sheets=SHEETS,
    reading=READING,
    formulas=FORMULAS,
)
