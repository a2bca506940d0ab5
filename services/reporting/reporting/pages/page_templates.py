"""Renders all pages through one environment, so that every value in them is escaped."""

from collections.abc import Mapping
from importlib.resources import files
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reporting.pages import words
from webapi.page_safety import csp_nonce


class PageTemplates:
    """The templates, with times in the vendor's zone.

    Every value is escaped; a name that is missing is an error, not a blank.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._pages = Environment(
            loader=PackageLoader("reporting", "pages/templates"),
            autoescape=True,
            # Jinja's default prints nothing for a missing name, and a figure would be gone.
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._pages.filters["instant"] = lambda at: words.instant(at, zone)
        self._pages.filters["clock_time"] = lambda at, now: words.clock_time(at, zone, now)
        self._pages.filters["day"] = lambda at: words.day(at, zone)
        self._pages.filters["calendar_day"] = words.calendar_day
        self._pages.filters["month_name"] = words.month_name
        self._pages.filters["minutes"] = words.minutes
        self._pages.filters["length_of"] = words.length
        self._pages.filters["number"] = words.number
        self._pages.filters["percent"] = words.percent
        self._pages.globals["statuses"] = words.STATUS
        self._pages.globals["verdicts"] = words.FIRST_RESPONSE
        self._pages.globals["benefit_names"] = words.BENEFIT
        self._pages.globals["reasons"] = words.PAGE_REASON
        self._style = files("reporting").joinpath("pages/templates/style.css").read_text("utf-8")

    def page(self, request: Request, name: str, values: Mapping[str, object]) -> HTMLResponse:
        """Return the page of a template.

        Its one style sheet and script carry the nonce of the answer's content policy.
        """
        return HTMLResponse(self.html(name, {**values, "nonce": csp_nonce(request)}))

    def html(self, name: str, values: Mapping[str, object]) -> str:
        """Return the page as text. `nonce` is among `values`."""
        style = Markup(self._style)  # noqa: S704 - a file of ours
        return self._pages.get_template(name).render({**values, "style": style})
