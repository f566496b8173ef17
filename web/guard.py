"""The gate in front of every page: who is signed in, what a form must carry, and the headers that keep strangers out.

Deny by default: a route answers only people who are signed in, unless it is marked ``public``.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from engine.access.accounts import signed_in
from engine.access.rights import NotYoursError, Viewer, viewer_of
from models.errors import DondocError, NotAllowedError
from web.door import Door, OfficeDoor, door_of

COOKIE = "dondoc"  # who is signed in
FORM_COOKIE = "dondoc_form"  # whose form it is, before and after signing in
SAFE = ("GET", "HEAD", "OPTIONS")
FIELD = "csrf"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FILE_POLICY = (
    "default-src 'none'; sandbox; frame-ancestors 'none'"  # of what strangers sent, which is saved and never shown
)
GUARDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class SignInNeededError(DondocError):
    """Trang này cần đăng nhập."""


class ForgedFormError(NotAllowedError):
    """Trang đã mở quá lâu hoặc yêu cầu không đến từ trang này; quay lại, tải lại trang rồi gửi lần nữa."""


def public(route: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a route that answers people who are not signed in."""
    route.is_public = True  # type: ignore[attr-defined]
    return route


def gate(request: Request, door: OfficeDoor) -> None:
    """Find out who asks; let nobody pass who is not signed in, save to public routes."""
    recognise(request, door)
    route = request.scope.get("endpoint")
    if request.state.viewer is None and not getattr(route, "is_public", False):
        raise SignInNeededError


def recognise(request: Request, door: Door) -> None:
    """Find out who asks, once; where no route is, nobody has asked at the gate."""
    if not hasattr(request.state, "viewer"):
        request.state.viewer = viewer_by_cookie(request, door)


async def unforged(request: Request, door: OfficeDoor) -> None:
    """A form must come from a page of ours: same origin where the browser tells it, and with this browser's token.

    The links of messages carry a signature in their address that a stranger cannot have; their forms need no token.
    """
    if request.method in SAFE or getattr(request.scope.get("endpoint"), "is_signed", False):
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForgedFormError
    given = request.headers.get("x-csrf-token") or str((await request.form()).get(FIELD, ""))
    if not hmac.compare_digest(given.encode(), token_of(request).encode()):
        raise ForgedFormError


def signed(route: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a public route whose address is itself a signed secret."""
    route.is_signed = True  # type: ignore[attr-defined]
    return public(route)


def token_of(request: Request) -> str:
    """What forms of this browser carry: derived from its two cookies, so that there is nothing to store."""
    facts = f"csrf {_form_key(request)} {request.cookies.get(COOKIE, '')}"
    return hmac.new(door_of(request).signer.key.encode(), facts.encode(), hashlib.sha256).hexdigest()


def keep_form_key(request: Request, response: Response) -> None:
    """Give a browser that has none the key of its forms; it lasts as long as the browser is open."""
    if FORM_COOKIE not in request.cookies:
        _set(request, response, FORM_COOKIE, _form_key(request))


def _form_key(request: Request) -> str:
    if not hasattr(request.state, "form_key"):
        request.state.form_key = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)
    key: str = request.state.form_key
    return key


def viewer_by_cookie(request: Request, door: Door) -> Viewer | None:
    """Who is signed in with this browser, if anybody."""
    key = request.cookies.get(COOKIE)
    if not key:
        return None
    with door.sessions() as session:
        account = signed_in(session, key, now=door.clock())
        return viewer_of(session, account, today=door.today) if account else None


def _seen(request: Request) -> Viewer:
    viewer: Viewer | None = request.state.viewer
    if viewer is None:
        raise SignInNeededError
    return viewer


def _administering(request: Request) -> Viewer:
    viewer = _seen(request)
    if not viewer.is_administrator:
        raise NotYoursError("trang này của người quản trị")
    return viewer


SignedIn = Annotated[Viewer, Depends(_seen)]
Administrator = Annotated[Viewer, Depends(_administering)]
administrators = Depends(_administering)


def set_cookie(request: Request, response: Response, key: str) -> None:
    """Sign this browser in."""
    _set(request, response, COOKIE, key)


def _set(request: Request, response: Response, name: str, value: str) -> None:
    """A cookie that is not for scripts, not for other sites, and only over TLS where there is TLS."""
    is_tls = urlsplit(door_of(request).signer.base_url).scheme == "https"
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=is_tls, path="/")


def to_sign_in(request: Request) -> Response:
    """The way to the sign-in page and back to where one wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = "/dang-nhap" if request.method not in SAFE else f"/dang-nhap?tiep={quote(wanted, safe='')}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)


def own_address(wanted: str) -> str:
    """A path of ours to go on to, the first page if it is anything else: no open redirect."""
    parts = urlsplit(wanted)
    plain = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if plain and not parts.netloc and not parts.scheme and wanted.isprintable() else "/"
