"""The pages that every service has; each service keeps its own beside its routes."""

from jinja2 import Environment, PackageLoader, StrictUndefined

_TEMPLATES = Environment(
    loader=PackageLoader("webapi"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **values: object) -> str:
    """Return the page of a template of this folder. A value that it lacks is an error."""
    return _TEMPLATES.get_template(template).render(**values)
