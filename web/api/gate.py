"""The gate in front of the interface: a key in the header, what it may do, and how often it may ask.

Cookies open nothing here but the document, so no page of a stranger can make a browser act.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from engine.access.rights import NotYoursError
from engine.access.tokens import Caller, caller_by
from web.api.problems import NoKeyError, ReadOnlyKeyError, TooManyCallsError
from web.door import Door, OfficeDoor
from web.guard import SAFE, viewer_by_cookie

bearer = HTTPBearer(
    scheme_name="Mã truy cập", description="Lập ở trang Tài khoản, mục Mã truy cập cho chương trình.", auto_error=False
)
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def for_browsers(route: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a route that answers people who are signed in to the pages as well."""
    route.is_for_browsers = True  # type: ignore[attr-defined]
    return route


def gate(request: Request, door: OfficeDoor, given: Given) -> None:
    """Find out which program asks; let none pass that has no key, may not do this, or asks too often."""
    if given is None and getattr(request.scope["endpoint"], "is_for_browsers", False):
        return _require_browser(request, door)
    caller = _caller(door, given)
    if wait := request.app.state.allowance.wait(caller.token_id):
        raise TooManyCallsError(wait)
    if request.method not in SAFE and not caller.may_write:
        raise ReadOnlyKeyError
    request.state.caller = caller
    return None


def _caller(door: Door, given: HTTPAuthorizationCredentials | None) -> Caller:
    if given is None:
        raise NoKeyError
    with door.sessions() as session:
        found = caller_by(session, given.credentials, today=door.today)
    if found is None:
        raise NoKeyError
    return found


def _require_browser(request: Request, door: Door) -> None:
    if viewer_by_cookie(request, door) is None:
        raise NoKeyError


def _asking(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _administering(request: Request) -> Caller:
    caller = _asking(request)
    if not caller.viewer.is_administrator:
        raise NotYoursError("chỉ người quản trị xem được mục này")
    return caller


Asking = Annotated[Caller, Depends(_asking)]
administrators = Depends(_administering)
