"""Tài khoản: the reader's own posts, password, second factor and browsers."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from sqlmodel import Session

from engine.access.accounts import close_browsers, proven, set_password, sign_in
from engine.access.rights import NamedPost, posts_of
from engine.access.second_factor import address_of, new_secret, turn_off, turn_on
from models.accounts import Account
from models.errors import BadInputError, DondocError
from web.door import Door, OfficeDoor
from web.guard import SignedIn, set_cookie
from web.refusals import sentence
from web.rendering import page

router = APIRouter(prefix="/tai-khoan")
Password = Annotated[str, Form(max_length=1000)]


@router.get("")
def shown(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """Who one is here, and what can be set."""
    return _page(request, door, viewer.account_id)


@router.post("/mat-khau")
def password_changed(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    old: Password = "",
    password: Password = "",
    again: Password = "",
) -> Response:
    """A new password, against the old one; this browser stays signed in, all others do not."""
    now = door.clock()
    try:
        if password != again:
            raise BadInputError("hai lần gõ mật khẩu không giống nhau — gõ lại cả hai")
        with door.writing() as session:
            account = proven(session, viewer.account_id, old)
            set_password(session, account, password, now=now, actor=account.name)
            key = sign_in(session, account, now=now)
    except DondocError as refused:
        return _page(request, door, viewer.account_id, wrong=sentence(refused))
    return _kept(request, key)


@router.post("/moi-may")
def browsers_closed(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """Sign out everywhere but here."""
    with door.writing() as session:
        account = session.get_one(Account, viewer.account_id)
        close_browsers(session, account)
        key = sign_in(session, account, now=door.clock())
    return _kept(request, key)


@router.post("/ma-xac-thuc")
def second_factor_set(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    password: Password = "",
    secret: Annotated[str, Form(max_length=64, pattern="^[A-Z2-7]*$")] = "",
    code: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Turn the second factor on (with the first code of the app) or, without a secret, off; either takes the password."""
    now = door.clock()
    try:
        with door.writing() as session:
            account = proven(session, viewer.account_id, password)
            if secret:
                turn_on(session, account, secret, code, now=now)
            else:
                turn_off(session, account, now=now, actor=account.name)
    except DondocError as refused:
        return _page(request, door, viewer.account_id, wrong=sentence(refused), secret=secret)
    return RedirectResponse("/tai-khoan?xong=1", status_code=303)


def _kept(request: Request, key: str) -> Response:
    response = RedirectResponse("/tai-khoan?xong=1", status_code=303)
    set_cookie(request, response, key)
    return response


def _page(request: Request, door: Door, account_id: int, *, wrong: str = "", secret: str = "") -> Response:
    secret = secret or new_secret()
    with door.sessions() as session:
        account = session.get_one(Account, account_id)
        posts = _posts(session, door, account)
    address = address_of(account, secret, door.office.setup.name)
    picture = Markup(segno.make(address, micro=False).svg_inline(scale=4, svgclass="qr", lineclass=None))
    status = 400 if wrong else 200
    done = "xong" in request.query_params and not wrong
    return page(request, "account.html", status=status, account=account, posts=posts, secret=secret, picture=picture,
                wrong=wrong, done=done)  # fmt: skip


def _posts(session: Session, door: Door, account: Account) -> list[NamedPost]:
    return posts_of(session, account.person_id, today=door.today) if account.person_id else []
