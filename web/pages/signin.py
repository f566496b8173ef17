"""Sign in and out, and the language of the pages."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from engine.accounts import checked, sign_in, sign_out
from models.errors import BadInputError
from web.door import OfficeDoor
from web.guard import COOKIE, own_address, public, set_cookie
from web.language import COOKIE as LANGUAGE
from web.language import LANGUAGES
from web.rendering import page

router = APIRouter()
YEAR = 365 * 24 * 3600


@router.get("/dang-nhap")
@public
def asked(request: Request, tiep: str = "/") -> Response:
    """The form of name and password."""
    return page(request, "signin.html", onward=own_address(tiep))


@router.post("/dang-nhap")
@public
def signed_in(
    request: Request,
    door: OfficeDoor,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    tiep: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """A new sign-in gets a new cookie, whatever the browser brought along."""
    with door.writing() as session:
        account = checked(session, name, password)
        key = sign_in(session, account, now=door.clock())
    response = RedirectResponse(own_address(tiep), status_code=303)
    set_cookie(request, response, key)
    return response


@router.post("/dang-xuat")
@public
def signed_out(request: Request, door: OfficeDoor) -> Response:
    """Forget this browser, here and there."""
    with door.writing() as session:
        sign_out(session, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/dang-nhap", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.post("/ngon-ngu")
@public
def spoken(language: Annotated[str, Form(max_length=5)], tiep: Annotated[str, Form(max_length=2000)] = "/") -> Response:
    """Choose a language and stay on the page."""
    if language not in LANGUAGES:
        raise BadInputError(f"không có ngôn ngữ '{language}' — chọn một trong: {', '.join(LANGUAGES)}")
    response = RedirectResponse(own_address(tiep), status_code=303)
    response.set_cookie(LANGUAGE, language, max_age=YEAR, samesite="lax", httponly=True)
    return response
