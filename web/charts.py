"""Charts as SVG pictures that stand alone: no script, nothing fetched, readable in print and in the dark.

Pygal writes a script with its settings and two notes into every picture; they are taken out again.
"""

import base64
import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pygal
from fastapi import Response
from lxml import etree  # type: ignore[import-untyped]
from pygal.style import Style

FONTS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
SVG = "{http://www.w3.org/2000/svg}"
# Dark, middle and light besides green, amber and red: they stay apart in grey print and for eyes that mix the colours.
DONE, LATE, OVERDUE = "#1c6b3a", "#e3a53b", "#7d1212"
ON_IT = {DONE: "#fff", LATE: "#000", OVERDUE: "#fff"}  # the colour of a figure written on a bar
READABLE = 0.06  # a part lower than this share of the highest bar has no room for its figure
LOOK: dict[str, Any] = {
    "js": [],
    "height": 340,
    "width": 760,
    "legend_at_bottom": True,
    "print_values": True,
    "print_zeroes": False,
    "show_y_guides": True,
    "margin": 12,
    "truncate_label": -1,
    "truncate_legend": -1,
}
Series = Mapping[str, Sequence[float | None]]


def columns(title: str, labels: Sequence[str], series: Series, colours: Sequence[str]) -> bytes:
    """Upright bars, one colour on the other; with a single series, bars."""
    highest = max((sum(value or 0 for value in column) for column in zip(*series.values(), strict=True)), default=0)
    shown = {name: [_part(value, highest) for value in values] for name, values in series.items()}
    turned = 45 if len(labels) > 12 else 0
    return _drawn(
        pygal.StackedBar, title, labels, shown, colours, x_label_rotation=turned, y_labels=_whole_steps(highest)
    )


def _whole_steps(highest: float) -> list[int]:
    """The lines of a count: whole numbers, at most six, the last at or above the highest bar."""
    tens = 10 ** max(0, len(str(int(highest))) - 1)
    step = next(step for step in (tens // 10, tens // 5, tens // 2, tens, 2 * tens) if step and highest <= 5 * step)
    return list(range(0, math.ceil(highest / step) * step + 1, step))


def _part(value: float | None, highest: float) -> dict[str, Any]:
    is_low = value is not None and value < READABLE * highest
    return {"value": value, "formatter": lambda _value: ""} if is_low else {"value": value}


def bars(title: str, labels: Sequence[str], series: Series, colours: Sequence[str]) -> bytes:
    """Lying bars, for long labels."""
    return _drawn(
        pygal.HorizontalBar,
        title,
        labels[::-1],
        {name: values[::-1] for name, values in series.items()},
        colours,
        height=140 + 60 * len(labels),
    )


def _drawn(
    kind: Callable[..., Any],
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[Any]],
    colours: Sequence[str],
    **look: Any,
) -> bytes:
    legend = {"show_legend": len(series) > 1, "legend_at_bottom_columns": len(series)}
    figures = {"formatter": lambda value: f"{value:g}", "no_data_text": "–"}
    made = kind(style=_style(colours), **LOOK | legend | figures | look)
    made.uuid, made.title, made.x_labels = "bieu-do", title, list(labels)
    for name, values in series.items():
        made.add(name, list(values))
    return _alone(made.render_tree())


def _style(colours: Sequence[str]) -> Style:
    return Style(
        background="white",
        plot_background="white",
        font_family=FONTS,
        colors=tuple(colours),
        value_colors=tuple(ON_IT[colour] for colour in colours),
        opacity="1",
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=13,
        title_font_size=15,
        value_font_size=12,
        no_data_font_size=24,
    )


def _alone(tree: Any) -> bytes:
    for script in tree.findall(f".//{SVG}script") + tree.findall(".//script"):
        script.getparent().remove(script)
    etree.strip_tags(tree, etree.Comment)
    for each in tree.iter():
        each.attrib.pop("style", None)
    return bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=True))


def picture(svg: bytes) -> Response:
    """The SVG as an answer; of all styles its policy lets through only the sheet that is in it."""
    sheet = "".join(etree.fromstring(svg).itertext(f"{SVG}style"))
    allowed = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; frame-ancestors 'none'"
    return Response(svg, media_type="image/svg+xml", headers={"Content-Security-Policy": policy})
