"""Draws charts as SVG on the server, so that a page loads no script, font or picture for them."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from typing import Any

import altair as alt
import vl_convert

from events.clock import Clock
from reporting.domain.bands import PRIORITIES
from reporting.domain.review import AgeBand, LateBand, TrendPoint

MET, MISSED, EXCUSED, INK, MUTED, RULE = (
    "#0f766e",
    "#c2410c",
    "#a8b3bd",
    "#1b2733",
    "#52606d",
    "#dfe5ea",
)
PRIORITY_COLOURS: Mapping[str, str] = {
    "P1": "#9f1239",
    "P2": "#d97706",
    "P3": "#2563ab",
    "P4": "#8a97a5",
}
FONT = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
# In CSS pixels: a page of A4, a phone held upright, and two charts side by side.
WIDE, NARROW, HALF = 880, 340, 420
_NAMES = {"met": "Met", "missed": "Missed", "excused": "Taken off"}
_SIZE = re.compile(r'^<svg ([^>]*?) width="([0-9.]+)" height="([0-9.]+)"')
_CLIP = re.compile(r'(id="|url\(#)clip([0-9]+)')
Spec = dict[str, Any]

SERIES_S = 60.0
"""How long a chart of figures that are still changing is shown before it is drawn again."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart in two widths, for paper and for a phone, as SVG markup that is safe to put into a
    page.

    `older`: it shows the figures of a moment ago, up to a minute (see `ChartRoom`).
    """

    wide: str
    narrow: str
    older: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw: `spec` makes the chart of `content` in a width, and is called in a thread.

    `series` names what changes from moment to moment, such as a review whose period is not over;
    None: the chart must show exactly this content.
    """

    spec: Callable[..., Spec]
    content: tuple[object, ...]
    widths: tuple[int, int]
    series: str | None = None


def trend_chart(points: Sequence[TrendPoint], unit: str, width: int) -> Spec:
    """Return the chart of verdicts per week or month, with a row for each priority.

    Met ones point upwards, missed ones downwards.
    """
    labels = list(dict.fromkeys(point.label for point in points))
    values = [
        _bar(point, name, count)
        for point in points
        for name, count in _counts(point).items()
        if count
    ]
    data = alt.Chart(_inline(values))
    bars = data.mark_bar(cornerRadius=1).encode(
        x=alt.X(
            "label:O",
            scale=alt.Scale(domain=labels, paddingInner=0.35),
            axis=_week_axis(labels, unit, width),
        ),
        y=alt.Y("shown:Q", axis=_count_axis(points), scale=alt.Scale(nice=False)),
        color=alt.Color("verdict:N", scale=_verdict_colours(values), legend=_legend()),
        order=alt.Order("place:Q"),
    )
    ground = data.mark_rule(color=MUTED, strokeWidth=0.8).encode(y=alt.datum(0))
    rows = (bars + ground).properties(width=width - 62, height=62)
    return _themed(rows.facet(row=alt.Row("priority:N", header=_row_header()), spacing=22))


def lateness_chart(bands: Sequence[LateBand], width: int) -> Spec:
    """Return the chart of how late the missed targets were answered."""
    values = [{"label": band.label, "count": band.count} for band in bands]
    base = alt.Chart(_inline(values)).encode(
        y=alt.Y("label:N", sort=None, axis=alt.Axis(title=None)),
        x=alt.X("count:Q", axis=None, scale=alt.Scale(domainMin=0)),
    )
    bars = base.mark_bar(color=MISSED, cornerRadius=1.5, height=14)
    return _themed((bars + _numbers(base, "count:Q")).properties(width=width - 130, height=150))


def ageing_chart(bands: Sequence[AgeBand], width: int) -> Spec:
    """Return the chart of how old the backlog is, by priority."""
    values = [
        {"label": band.label, "priority": each, "count": band.counts[each], "total": band.total}
        for band in bands
        for each in PRIORITIES
    ]
    used = [each for each in PRIORITIES if any(band.counts[each] for band in bands)] or ["P4"]
    colours = alt.Scale(domain=used, range=[PRIORITY_COLOURS[each] for each in used])
    data = alt.Chart(_inline(values))
    label = alt.Y("label:N", sort=None, axis=alt.Axis(title=None))
    bars = data.mark_bar(cornerRadius=1.5, height=14).encode(
        y=label,
        x=alt.X("sum(count):Q", axis=None, scale=alt.Scale(domainMin=0)),
        color=alt.Color("priority:N", scale=colours, legend=_legend()),
    )
    # Each band has a row for each priority, and every row holds the band's total: one is enough.
    totals = data.transform_filter("datum.priority == 'P1'").encode(y=label, x="total:Q")
    return _themed((bars + _numbers(totals, "total:Q")).properties(width=width - 130, height=125))


class ChartRoom:
    """Draws charts off the event loop, each content once, and keeps the last `keep` of them.

    Drawing takes some 150 ms of processor time for each width. The figures of a series change with
    every case, so its chart is drawn at most once in `SERIES_S`; until then the last one is shown.
    """

    def __init__(self, clock: Clock, keep: int = 256) -> None:
        self._clock = clock
        self._drawn: OrderedDict[str, str] = OrderedDict()
        self._newest: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._keep = keep

    async def draw(self, chart: Chart, *, title: str, description: str) -> Drawn:
        """Return both widths of a chart, each with a title and description for screen readers."""
        keys = [self._key(chart, width) for width in chart.widths]
        wide, narrow = [
            await self._svg(chart, width, key)
            for width, key in zip(chart.widths, keys, strict=True)
        ]
        return Drawn(
            _named(wide, title, description),
            _named(narrow, title, description),
            older=keys != [_content_key(chart, width) for width in chart.widths],
        )

    def _key(self, chart: Chart, width: int) -> str:
        """Return which picture to show: that of the content, or a young one of the same series."""
        wanted = _content_key(chart, width)
        if chart.series is None or wanted in self._drawn:
            return wanted
        now, key = self._clock.monotonic(), f"{chart.series}/{chart.spec.__name__}/{width}"
        at, newest = self._newest.get(key, (now, wanted))
        if newest in self._drawn and now - at < SERIES_S:
            return newest
        self._newest[key] = (now, wanted)
        self._forget_oldest(self._newest)
        return wanted

    async def _svg(self, chart: Chart, width: int, key: str) -> str:
        if key not in self._drawn:
            # In a thread: on the event loop, a drawing would hold up every other request.
            self._drawn[key] = await asyncio.to_thread(_render, chart, width)
        self._drawn.move_to_end(key)
        svg = self._drawn[key]
        self._forget_oldest(self._drawn)
        return svg

    def _forget_oldest(self, kept: OrderedDict[str, Any]) -> None:
        while len(kept) > self._keep:
            kept.popitem(last=False)


def _content_key(chart: Chart, width: int) -> str:
    return repr((chart.spec.__name__, chart.content, width))


def _render(chart: Chart, width: int) -> str:
    svg = str(vl_convert.vegalite_to_svg(chart.spec(*chart.content, width)))
    return _CLIP.sub(rf"\1clip-{_short_hash(svg)}-\2", svg)


def _short_hash(svg: str) -> str:
    """Return a hash that makes a chart's clip ids unique in a page with other charts."""
    # Without the clips' own ids, so that the same chart always gets the same hash.
    return blake2b(_CLIP.sub("", svg).encode(), digest_size=6).hexdigest()


def _named(svg: str, title: str, description: str) -> str:
    """Return the picture with a name, as one image to a screen reader, free to shrink."""
    head = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    sized = _SIZE.sub(r'<svg \1 role="img" width="\2" height="\3"', svg, count=1)
    return sized.replace(">", f">{head}", 1)


def _inline(values: Sequence[Mapping[str, object]]) -> alt.Data:
    # The ignore: altair's schema classes have no types.
    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]


def _counts(point: TrendPoint) -> dict[str, int]:
    return {"met": point.met, "excused": point.excused, "missed": -point.missed}


def _bar(point: TrendPoint, name: str, count: int) -> dict[str, object]:
    rank = ("met", "excused", "missed").index(name)
    return {
        "label": point.label,
        "priority": point.priority,
        "verdict": _NAMES[name],
        "shown": count,
        "place": rank,
    }


def _week_axis(labels: Sequence[str], unit: str, width: int) -> alt.Axis:
    step = max(1, -(-len(labels) // (14 if width > 400 else 5)))
    title = "week beginning" if unit == "week" else None
    return alt.Axis(title=title, values=list(labels[::step]), labelAngle=0, grid=False)


def _count_axis(points: Sequence[TrendPoint]) -> alt.Axis:
    """Return an axis with three ticks: the most missed, none, and the most met and taken off."""
    ends = {
        -max(point.missed for point in points),
        0,
        max(point.met + point.excused for point in points),
    }
    return alt.Axis(title=None, values=sorted(ends), labelExpr="abs(datum.value)")


def _verdict_colours(values: Sequence[Mapping[str, object]]) -> alt.Scale:
    colours = {"Met": MET, "Missed": MISSED, "Taken off": EXCUSED}
    used = [name for name in colours if any(value["verdict"] == name for value in values)]
    return alt.Scale(domain=used, range=[colours[name] for name in used])


def _numbers(base: Any, field: str) -> Any:
    return base.mark_text(align="left", dx=5, color=INK, fontSize=12).encode(text=field)


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="top", symbolType="square", padding=0, offset=8)


def _row_header() -> alt.Header:
    return alt.Header(
        title=None, labelAngle=0, labelAlign="left", labelFontWeight="bold", labelPadding=8
    )


def _themed(chart: Any) -> Spec:
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12}
    ink = {"labelColor": MUTED, "titleColor": MUTED, "titleFontWeight": "normal"}
    lines = {"gridColor": RULE, "domain": False, "ticks": False, "labelPadding": 6}
    styled = (
        chart.configure(background="transparent", font=FONT, padding=2)
        .configure_view(stroke=None)
        .configure_axis(**text, **ink, **lines)
        .configure_legend(labelFont=FONT, labelFontSize=12, labelColor=INK)
        .configure_header(labelFont=FONT, labelFontSize=13, labelColor=INK)
    )
    # Not checked against Vega-Lite's schema: from one drawing to the next, only figures and labels
    # differ.
    spec = styled.to_dict(validate=False)
    assert isinstance(spec, dict)
    return spec
