"""Checks 20 to 22: can everybody read the workbook?"""

import base64

import pytest
from lxml import etree

from smo_metrics.workbook.lint import lint
from smo_metrics.workbook.lint.facts.colours import contrast, rgb

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_a_chart_without_alt_text_is_found(make, rewrite):
    path = make()
    rewrite(path, {"xl/drawings/drawing1.xml": lambda xml: xml.replace(" descr=", " title=")})
    assert [(one.check, one.where) for one in lint(path).findings] == [(20, "chart Chart 1 on sheet Dashboard")]


@pytest.mark.parametrize("text", ["Chart 1", "IMG_2041.png", "  "])
def test_alt_text_that_says_nothing_is_found(make, rewrite, text):
    path = make()
    old = "Seconds for each label, rising from 60 to 420."
    rewrite(path, {"xl/drawings/drawing1.xml": lambda xml: xml.replace(old, text)})
    assert [one.check for one in lint(path).findings] == [20]


def test_a_decorative_picture_needs_no_alt_text(make, tmp_path):
    dot = tmp_path / "dot.png"
    dot.write_bytes(base64.b64decode(DOT))
    shown = make(lambda draft: draft.sheets["Dashboard"].insert_image("H30", str(dot), {"description": ""}))
    assert [(one.check, one.where) for one in lint(shown).findings] == [(20, "picture Picture 1 on sheet Dashboard")]
    hidden = make(lambda draft: draft.sheets["Dashboard"].insert_image("H30", str(dot), {"decorative": True}))
    assert lint(hidden).findings == ()


def test_a_text_box_speaks_for_itself_and_an_empty_shape_does_not(found):
    assert found(lambda draft: draft.sheets["Dashboard"].insert_textbox("H30", "Read this.")) == []
    assert found(lambda draft: draft.sheets["Dashboard"].insert_textbox("H30", "")) == [
        (20, "shape TextBox 2 on sheet Dashboard")
    ]


def test_a_table_without_alt_text_is_found(make, rewrite):
    path = make()
    rewrite(path, {"xl/tables/table2.xml": lambda xml: xml.replace("altTextSummary=", "other=")})
    assert [(one.check, one.where) for one in lint(path).findings] == [(20, "table Labels")]


def rule(form="colour", **options):
    def spoil(draft):
        draft.sheets["Dashboard"].conditional_format("H20:H22", {**options, "format": draft.formats[form]})

    return spoil


@pytest.mark.parametrize(
    "options",
    [{"type": "cell", "criteria": "<", "value": "=target"}, {"type": "formula", "criteria": "=$H20>target"},
     {"type": "top", "value": 1}, {"type": "duplicate"}],
)  # fmt: skip
def test_a_rule_that_speaks_by_colour_alone_is_found(found, options):
    assert found(rule(**options)) == [(21, "Dashboard!H20:H22")]
    assert found(rule("mark", **options)) == []


@pytest.mark.parametrize(
    "options",
    [{"type": "text", "criteria": "begins with", "value": "■"}, {"type": "cell", "criteria": "==", "value": '"late"'},
     {"type": "formula", "criteria": "=ISTEXT(H20)"}, {"type": "blanks"}],
)  # fmt: skip
def test_a_rule_that_colours_what_words_say_is_accepted(found, options):
    assert found(rule(**options)) == []


def test_colour_scales_and_bars_leave_the_number_in_the_cell(found):
    assert found(lambda draft: draft.sheets["Dashboard"].conditional_format("H20:H22", {"type": "2_color_scale"})) == []
    assert found(lambda draft: draft.sheets["Dashboard"].conditional_format("H20:H22", {"type": "data_bar"})) == []


@pytest.mark.parametrize(
    "look",
    [{"font_color": "#AAAAAA"}, {"bg_color": "#444444"}, {"font_color": "#FFFFFF", "bg_color": "#7F7F7F"}],
)
def test_text_that_hardly_stands_out_is_found(found, look):
    spoil = lambda draft: draft.sheets["Dashboard"].write("H20", "faint", draft.format(**look))  # noqa: E731
    assert found(spoil) == [(22, "Dashboard!H20")]


def test_an_empty_cell_has_no_text_to_read(found):
    spoil = lambda draft: draft.sheets["Dashboard"].write_blank("H20", None, draft.format(bg_color="#444444"))  # noqa: E731
    assert found(spoil) == []


def test_a_conditional_format_is_judged_with_the_cells_own_colours(found):
    def dark_fill(draft):
        below = {"type": "cell", "criteria": "<", "value": "=target"}
        below["format"] = draft.format(bg_color="#333333", bold=True)
        draft.sheets["Dashboard"].conditional_format("H20", below)

    assert found(dark_fill) == [(22, "conditional format of Dashboard!H20")]


def test_a_dark_end_of_a_colour_scale_is_found(found):
    scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#1F1F1F"}
    spoil = lambda draft: draft.sheets["Dashboard"].conditional_format("H20:H22", scale)  # noqa: E731
    assert found(spoil) == [(22, "conditional format of Dashboard!H20:H22")]


def test_contrast_is_that_of_the_web_guidelines():
    # W3C, Understanding SC 1.4.3: #777777 on white is 4.48:1 (just fails), black on white 21:1.
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)


def test_theme_colours_are_tinted_as_excel_does():
    def colour(**attributes):
        return rgb(etree.Element("color", attributes), ("#FFFFFF", "#000000", "#E7E6E6", "#44546A", "#4472C4"))

    def parts(text):
        return [int(text[place : place + 2], 16) for place in (1, 3, 5)]

    # Excel 2016 shows "Blue, Accent 1, Lighter 80%" as D9E1F2 and "Darker 25%" as 305496; it rounds hues to 240 steps.
    assert parts(colour(theme="4", tint="0.79998168889431442")) == pytest.approx([0xD9, 0xE1, 0xF2], abs=3)
    assert parts(colour(theme="4", tint="-0.249977111117893")) == pytest.approx([0x30, 0x54, 0x96], abs=3)
    assert colour(theme="3") == "#44546A"
    assert colour(rgb="FF1F4E79") == "#1F4E79"
    assert colour(indexed="10") == "#FF0000"
    assert colour(auto="1") is None
