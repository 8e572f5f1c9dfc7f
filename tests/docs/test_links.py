"Addresses, anchors and links, one by one."

import ast

import pytest

from autograder.docs.links import anchor_of, page_of, rewrite_links
from autograder.docs.pages import Page, hours
from autograder.docs.signature import signature

SYMBOLS = {"flatten": "00_begin/begin.html#flatten", "Mean.update": "04_metrics/metrics.html#mean.update"}


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Where things are", "where-things-are"),
        ("Exercise 1: fan-in and fan-out", "exercise-1-fan-in-and-fan-out"),
        ("stats.RunningMoments", "stats.runningmoments"),
        ("2. Why not n?", "why-not-n"),
        ("a — b", "a-b"),
        ("50", "section"),
    ],
)
def test_anchors_are_those_of_the_links(heading, anchor):
    assert anchor_of(heading) == anchor


def test_pages_are_named_as_nbdev_names_them():
    assert page_of("01_stats/01_stats.ipynb") == "01_stats/stats.html"
    assert page_of("guides/site.md") == "guides/site.html"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("`flatten` it", "[`flatten`](../00_begin/begin.html#flatten) it"),
        ("`Mean.update()`", "[`Mean.update()`](../04_metrics/metrics.html#mean.update)"),
        ("[`flatten`](x.png)", "[`flatten`](x.png)"),
        ("``flatten``", "``flatten``"),
        ("# `flatten`", "# `flatten`"),
        ("```\n`flatten`\n```", "```\n`flatten`\n```"),
        ("<b>`flatten`</b>", "<b>`flatten`</b>"),
        ("<details>\n`flatten`\n\n`other`", "<details>\n`flatten`\n\n`other`"),
        ("[a](../01_stats/01_stats.ipynb)", "[a](../01_stats/stats.html)"),
        ("[a](../01_stats/01_stats.ipynb#Why%20not?)", "[a](../01_stats/stats.html#why-not)"),
        ("[a](https://x.org/b.ipynb#C)", "[a](https://x.org/b.ipynb#C)"),
        ("![a](images/b.png)", "![a](images/b.png)"),
    ],
)
def test_links_in_markdown(markdown, expected):
    assert rewrite_links(markdown, "02_glorot/02_glorot.ipynb", SYMBOLS) == expected


def test_names_are_not_linked_on_their_own_page():
    assert rewrite_links("`flatten`", "00_begin/00_begin.ipynb", SYMBOLS) == "`flatten`"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(x): return x", "def f(x):"),
        (
            "def f(\n    x,  # One: a, (b\n):  # Two\n    # secret\n    return x",
            "def f(\n    x,  # One: a, (b\n):  # Two",
        ),
        ("@a(1)\n@b\ndef f(x):\n    return x", "@a(1)\n@b\ndef f(x):"),
        ("class A(B):  # One\n    x = 1", "class A(B):  # One"),
    ],
)
def test_signature_ends_before_the_body(source, expected):
    assert signature(source, ast.parse(source).body[0]) == expected


def test_hours_are_the_sum_of_what_lessons_say():
    times = ["about 50 minutes", "about 160 minutes", "about 100 minutes, 70 of them for exercises", ""]
    assert hours([Page("x", "X", time=time) for time in times]) == 5
    assert hours([Page("x", "X", time="about 60 minutes")]) == 1
