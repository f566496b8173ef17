"""Sign in and out: by password and second factor, or by a link that sets a new password; and the language of the pages."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, Request, Response
from fastapi.responses import RedirectResponse

from engine.access.accounts import account_named, checked, mail_address, set_password, sign_in, sign_out
from engine.access.password_links import FORGOTTEN, PasswordLinks
from engine.access.second_factor import Pending, check_code
from engine.access.throttle import count_try, forget_failures
from models.accounts import Account
from models.errors import BadInputError, DondocError, NotAllowedError, NotFoundError
from web.door import Door, OfficeDoor
from web.guard import COOKIE, own_address, public, set_cookie, signed
from web.language import COOKIE as LANGUAGE
from web.language import LANGUAGES
from web.letters import send_password_link
from web.refusals import sentence
from web.rendering import page

router = APIRouter()
YEAR = 365 * 24 * 3600
Name = Annotated[str, Form(max_length=100)]
Password = Annotated[str, Form(max_length=1000)]
Onward = Annotated[str, Form(max_length=2000)]


@router.get("/dang-nhap")
@public
def asked(request: Request, door: OfficeDoor, tiep: str = "/") -> Response:
    """The form of name and password."""
    return page(request, "signin.html", onward=own_address(tiep), oidc=door.settings.oidc_issuer)


@router.post("/dang-nhap")
@public
def signed_in(
    request: Request, door: OfficeDoor, name: Name = "", password: Password = "", tiep: Onward = "/"
) -> Response:
    """A new sign-in gets a new cookie, whatever the browser brought along; with a second factor, a code is asked first."""
    name, now = name.strip().lower(), door.clock()
    try:
        with door.writing() as session:
            count_try(session, name, _address(request), now=now)
        with door.sessions() as session:
            account = checked(session, name, password)
    except NotAllowedError as refused:
        return _again(request, refused, name=name, onward=own_address(tiep))
    if account.totp_secret:
        pending = Pending(door.signer.key).token(account, now=now)
        return page(request, "signin_code.html", pending=pending, onward=own_address(tiep))
    return _entered(request, door, account, tiep)


@router.post("/dang-nhap/ma")
@public
def proved(
    request: Request,
    door: OfficeDoor,
    pending: Annotated[str, Form(max_length=500)] = "",
    code: Annotated[str, Form(max_length=20)] = "",
    tiep: Onward = "/",
) -> Response:
    """The second step: six digits from the phone. A wrong one counts like a wrong password."""
    now = door.clock()
    with door.sessions() as session:
        account = Pending(door.signer.key).account(session, pending, now=now)
    with door.writing() as session:
        count_try(session, account.name, _address(request), now=now)
    try:
        with door.writing() as session:
            check_code(session, account_named(session, account.name), code, now=now)
    except BadInputError as refused:
        return page(
            request, "signin_code.html", status=409, pending=pending, onward=own_address(tiep), wrong=sentence(refused)
        )
    return _entered(request, door, account, tiep)


def _entered(request: Request, door: Door, account: Account, onward: str) -> Response:
    with door.writing() as session:
        forget_failures(session, account.name)
        key = sign_in(session, account, now=door.clock())
    response = RedirectResponse(own_address(onward), status_code=303)
    set_cookie(request, response, key)
    return response


def _again(request: Request, refused: DondocError, **typed: str) -> Response:
    oidc = request.app.state.door.settings.oidc_issuer
    return page(request, "signin.html", status=409, wrong=sentence(refused), oidc=oidc, **typed)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@router.post("/dang-xuat")
@public
def signed_out(request: Request, door: OfficeDoor) -> Response:
    """Forget this browser, here and there."""
    with door.writing() as session:
        sign_out(session, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/dang-nhap", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.get("/quen-mat-khau")
@public
def forgotten(request: Request) -> Response:
    """The form that asks for a link to a new password."""
    return page(request, "forgotten.html")


@router.post("/quen-mat-khau")
@public
def link_asked(request: Request, door: OfficeDoor, later: BackgroundTasks, name: Name = "") -> Response:
    """Mail the link to the owner of the account; the answer never tells whether there is one."""
    name, now = name.strip().lower(), door.clock()
    with door.writing() as session:
        count_try(session, name, _address(request), now=now)
    with door.sessions() as session:
        try:
            account = account_named(session, name)
        except NotFoundError:
            return page(request, "forgotten.html", asked=True)
        address = None if account.is_disabled else mail_address(session, account)
        url = PasswordLinks(door.signer.key, door.signer.base_url).url(account, now + FORGOTTEN)
    if address:
        later.add_task(send_password_link, door, address, account.name, url, now)
    return page(request, "forgotten.html", asked=True)


@router.get("/dat-mat-khau/{token}")
@signed
def password_wanted(request: Request, door: OfficeDoor, token: str) -> Response:
    """The form for a new password; opening the link does not spend it."""
    with door.sessions() as session:
        account = PasswordLinks(door.signer.key, door.signer.base_url).account(session, token, now=door.clock())
    return page(request, "new_password.html", token=token, name=account.name)


@router.post("/dat-mat-khau/{token}")
@signed
def password_set(
    request: Request, door: OfficeDoor, token: str, password: Password = "", again: Password = ""
) -> Response:
    """Set it, spend the link, and send the owner to sign in."""
    now, links = door.clock(), PasswordLinks(door.signer.key, door.signer.base_url)
    with door.sessions() as session:
        name = links.account(session, token, now=now).name
    try:
        with door.writing() as session:
            account = links.account(session, token, now=now)
            _same(password, again)
            set_password(session, account, password, now=now, actor=name)
            forget_failures(session, name)
    except BadInputError as refused:
        return page(request, "new_password.html", status=400, token=token, name=name, wrong=sentence(refused))
    return page(request, "signin.html", name=name, onward="/", done=True, oidc=door.settings.oidc_issuer)


def _same(password: str, again: str) -> None:
    if password != again:
        raise BadInputError("hai lần gõ mật khẩu không giống nhau — gõ lại cả hai")


@router.post("/ngon-ngu")
@public
def spoken(language: Annotated[str, Form(max_length=5)], tiep: Onward = "/") -> Response:
    """Choose a language and stay on the page."""
    if language not in LANGUAGES:
        raise BadInputError(f"không có ngôn ngữ '{language}' — chọn một trong: {', '.join(LANGUAGES)}")
    response = RedirectResponse(own_address(tiep), status_code=303)
    response.set_cookie(LANGUAGE, language, max_age=YEAR, samesite="lax", httponly=True)
    return response
