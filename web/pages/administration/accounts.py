"""Who may enter the pages: accounts, whose they are, and the links by which their owners set a password."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Form, Request, Response

from engine.access import accounts as keeping
from engine.access.password_links import INVITED, PasswordLinks
from engine.directory.load import find_person
from engine.directory.view import person_names
from models.errors import NotAllowedError
from web.door import Door, OfficeDoor
from web.guard import Administrator, administrators
from web.letters import send_password_link
from web.pages.administration.people import chosen
from web.pages.administration.room import Asked, Text, answered, path_of, room

router = APIRouter(prefix="/quan-tri/tai-khoan", dependencies=[administrators])


@router.get("")
def listed(request: Request, door: OfficeDoor, nguoi: Asked = "") -> Response:
    """All accounts, and the form for a new one (of a person)."""
    return _accounts(request, door, here_person=nguoi)


def _accounts(request: Request, door: Door, *, status: int = 200, **more: Any) -> Response:
    with door.sessions() as session:
        rows = [
            {"name": each.name, "person": person, "is_administrator": each.is_administrator,
             "is_disabled": each.is_disabled, "has_password": each.password_hash is not None,
             "second_factor": each.totp_secret is not None, "mail": keeping.mail_address(session, each)}
            for each, person in keeping.accounts(session)
        ]  # fmt: skip
        people = person_names(session)
    return room(request, "accounts", status=status, rows=rows, people=people, **more)


@router.post("")
def added(
    request: Request, door: OfficeDoor, viewer: Administrator,
    name: Text = "", person: Text = "", administrator: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """A new account; its owner sets the password by a link."""

    def act() -> None:
        with door.writing() as session:
            person_id = find_person(session, chosen(person)).id if person.strip() else None
            keeping.make_account(session, name, person_id=person_id, is_administrator=administrator,
                                 now=door.clock(), actor=viewer.name)  # fmt: skip

    def again(**more: Any) -> Response:
        return _accounts(request, door, **more)

    return answered(act, path_of("tai-khoan"), "tai-khoan", again, form="account", name=name, person=person,
                    administrator=administrator)  # fmt: skip


@router.post("/{name}")
def changed(
    request: Request, door: OfficeDoor, viewer: Administrator, name: str, what: Text = "", person: Text = ""
) -> Response:
    """Close or open an account, say whose it is, or make its owner an administrator or no longer one."""

    def act() -> None:
        how: dict[str, Any] = {"now": door.clock(), "actor": viewer.name}
        with door.writing() as session:
            account = keeping.account_named(session, name)
            if what in ("khoa", "mo"):
                keeping.disable(session, account, is_disabled=what == "khoa", **how)
            elif what in ("quan-tri", "thoi-quan-tri"):
                keeping.appoint(session, account, is_administrator=what == "quan-tri", **how)
            elif what == "nguoi":
                keeping.give(session, account, int(find_person(session, chosen(person)).id or 0), **how)
            else:
                raise NotAllowedError("không rõ cần làm gì với tài khoản này")

    def again(**more: Any) -> Response:
        return _accounts(request, door, **more)

    return answered(act, path_of("tai-khoan"), "sua", again, form=name, person=person)


@router.post("/{name}/lien-ket")
def link_made(
    request: Request, door: OfficeDoor, viewer: Administrator, later: BackgroundTasks, name: str, what: Text = ""
) -> Response:
    """A link to set a password: mailed to the owner, or shown here once to be handed over."""
    now = door.clock()
    with door.sessions() as session:
        account = keeping.account_named(session, name)
        if account.is_disabled:
            return _accounts(request, door, status=409, error=f"tài khoản '{account.name}' đang khóa — mở lại trước")
        url = PasswordLinks(door.signer.key, door.signer.base_url).url(account, now + INVITED)
        address = keeping.mail_address(session, account)
        owner = account.name
    if what == "thu" and address:
        later.add_task(send_password_link, door, address, owner, url, now)
        return _accounts(request, door, mailed=owner)
    return _accounts(request, door, link=url, owner=owner, days=INVITED.days)
