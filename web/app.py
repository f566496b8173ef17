"""The pages as one application: what they stand on, how they are guarded, and how errors are told to a reader."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, asynccontextmanager, nullcontext
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from config.clock import now
from config.keys import office_key
from config.opening import OfficeFolder, Opened, opened
from engine.drafts.activating import REHEARSE, rehearse_draft
from engine.drafts.uploading import READ, read_upload
from engine.fulfilment.evidence import LARGEST
from engine.fulfilment.links import Signer
from engine.jobs.queue import Desk, Kinds, Worker
from models.errors import DondocError
from web.api.app import PREFIX as API
from web.api.app import create_api
from web.api.problems import problem
from web.door import Door, door_of
from web.guard import GUARDS, SignInNeededError, gate, public, recognise, to_sign_in, unforged
from web.pages import (
    account,
    activating,
    administration,
    answers,
    charts,
    drafts,
    exports,
    feeds,
    jobs,
    mailbox,
    mine,
    obligation,
    obligations,
    oidc,
    plans,
    programs,
    raising,
    shaping,
    signin,
    watching,
)
from web.refusals import OTHERWISE, WORDS, sentence, status_of
from web.rendering import page, templates_of

ROOMS = (
    *(signin, oidc, account, feeds, programs),
    *(mine, obligations, obligation, raising),
    *(watching, charts, exports),
    *(drafts, shaping, activating, plans, jobs),
    *(mailbox, answers),
    *administration.ROOMS,
)
JOBS: Kinds = {READ: read_upload, REHEARSE: rehearse_draft, **administration.JOBS}
STATIC = Path(__file__).parent / "static"
LOCAL_HOSTS = ("127.0.0.1", "localhost")
HTMX = Path("django_htmx/static/django_htmx/htmx-2.min.js")  # of the wheel that carries it
LARGEST_REQUEST = LARGEST + 2**20  # a file as large as may be, and the form around it


def create_app(
    here: Opened,
    clock: Callable[[], dt.datetime],
    signer: Signer,
    *,
    hosts: Iterable[str] = LOCAL_HOSTS,
    lasting: AbstractContextManager[object] | None = None,
) -> FastAPI:
    """The application over an office. It answers to ``hosts`` only; ``lasting`` is held for as long as it serves."""
    folder = OfficeFolder(here.settings, here.office)
    worker = Worker(lambda: Desk(here.sessions, here.readings, folder.office(), clock), JOBS)
    app = FastAPI(
        title="Đôn Đốc",
        lifespan=_held(lasting or nullcontext(), worker),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(gate), Depends(unforged)],
    )
    app.state.door = Door(here, clock, signer, worker, folder)
    app.state.templates = templates_of(here.office)
    app.state.oidc = oidc.provider_of(here.settings)
    if app.state.oidc is not None:
        is_tls = signer.base_url.startswith("https:")
        app.add_middleware(
            SessionMiddleware, secret_key=signer.key, session_cookie="dondoc_oidc", max_age=600, https_only=is_tls
        )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.middleware("http")(_guarded)
    app.add_exception_handler(SignInNeededError, lambda request, _error: to_sign_in(request))
    for kind, answer in ((DondocError, _told), (HTTPException, _refused), (RequestValidationError, _misread)):
        app.add_exception_handler(kind, answer)
    app.add_api_route("/htmx.js", public(_htmx), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.state.api = create_api(app.state.door)
    app.mount(API, app.state.api)
    for room in ROOMS:
        app.include_router(room.router)
    return app


def from_settings() -> FastAPI:
    """The application of this installation: ``uvicorn --factory web.app:from_settings``."""
    with ExitStack() as stack:
        here = stack.enter_context(opened())
        settings = here.settings
        hosts = {*LOCAL_HOSTS, urlsplit(settings.base_url).hostname or "localhost"}
        signer = Signer(office_key(settings), settings.base_url)
        return create_app(here, now, signer, hosts=hosts, lasting=stack.pop_all())


def _htmx() -> FileResponse:
    return FileResponse(Path(str(distribution("django-htmx").locate_file(HTMX))), media_type="text/javascript")


def _held(*lasting: AbstractContextManager[object]) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            for each in lasting:
                stack.enter_context(each)
            yield

    return lifespan


async def _guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = _too_large(request) if _is_too_large(request) else await answer(request)
    for name, value in GUARDS.items():
        response.headers.setdefault(name, value)
    return response


def _too_large(request: Request) -> Response:
    is_program = request.url.path.startswith(f"{API}/")
    return problem(413) if is_program else _refused(request, HTTPException(413))


def _is_too_large(request: Request) -> bool:
    """Whether more is announced, or without end, than any form of ours sends; it is refused before it is read."""
    length = request.headers.get("content-length", "")
    if "transfer-encoding" in request.headers:
        return True
    return length.isdigit() and int(length) > LARGEST_REQUEST


def _told(request: Request, error: Exception) -> Response:
    return page(request, "error.html", status=status_of(error), message=sentence(error))


def _refused(request: Request, error: Exception) -> Response:
    recognise(request, door_of(request))
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "error.html", status=status, message=WORDS.get(status, OTHERWISE))


def _misread(request: Request, _error: Exception) -> Response:
    return page(request, "error.html", status=422, message=WORDS[422])
