"""The path of a route as it was declared: the same for every request of it."""

from starlette.types import Scope


def declared_path(scope: Scope) -> str | None:
    """Return the path with its parameters' names, as in `/v1/cases/{case_id}`.

    None where no route was found.
    """
    route, inner = scope.get("route"), scope.get("fastapi")
    # A router that was included with a prefix has the whole path here only.
    context = inner.get("effective_route_context") if isinstance(inner, dict) else None
    path = (
        getattr(context, "path_format", None)
        or getattr(route, "path_format", None)
        or getattr(route, "path", None)
    )
    return path if isinstance(path, str) and path else None
