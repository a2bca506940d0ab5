"""The documentation that every service serves: Swagger UI to try calls, and a page to read.

Swagger UI is vendored (`webapi/vendored/swagger_ui`), so that a service in a closed network needs
nobody else's server. Its files are as published; only the page around them is ours.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse

import webapi
from webapi.identity import open_to_strangers
from webapi.page_safety import csp_nonce
from webapi.reference_page import reference_html
from webapi.templates import render

VERSION = "5.35.0"
"""Of swagger-ui-dist, as in its folder's README."""

SwaggerFile: TypeAlias = Literal["swagger-ui-bundle.js", "swagger-ui.css"]
"""The files that the page loads; the rest of the folder is licences and checksums."""

MEDIA_TYPES: Mapping[SwaggerFile, str] = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}

_FOLDER = Path(webapi.__file__).parent / "vendored" / "swagger_ui"

# The version is part of the files' addresses: a browser may keep them for good.
_KEPT_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


def docs_router() -> APIRouter:
    """Return `GET /docs`, its two files and `GET /docs/reference`, open like `/openapi.json`.

    All describe the service and hold no data. A call tried from the page needs a token as any other
    call does; the page forgets it when it is closed.
    """
    router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_strangers)])

    @router.get("/docs", response_class=HTMLResponse)
    async def docs(request: Request) -> HTMLResponse:
        title = request.app.title
        page = render("docs.html.jinja", title=title, version=VERSION, nonce=csp_nonce(request))
        return HTMLResponse(page)

    @router.get(f"/docs/swagger-ui-{VERSION}/{{name}}", response_class=FileResponse)
    async def swagger_ui_file(name: SwaggerFile) -> FileResponse:
        # The name is one of a closed list: no path leads out of the folder.
        return FileResponse(_FOLDER / name, media_type=MEDIA_TYPES[name], headers=_KEPT_FOR_GOOD)

    @router.get("/docs/reference", response_class=HTMLResponse)
    async def reference(request: Request) -> HTMLResponse:
        return HTMLResponse(reference_html(request.app.openapi(), csp_nonce(request)))

    return router
