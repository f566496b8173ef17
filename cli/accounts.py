"""Accounts for the pages, from the command line: an administrator can always get in from the server itself."""

from cli.acting import acted_by, actor
from cli.opening import office
from cli.printing import print_json, print_table, put, say
from config.clock import now
from config.keys import office_key
from config.opening import Opened
from engine.access.accounts import account_named, accounts, disable, make_account
from engine.access.password_links import INVITED, PasswordLinks
from engine.access.tokens import make_token
from engine.directory.load import find_person
from models.accounts import Account

FIRST = "quan-tri"


def add(name: str, person: str | None, by: str | None, *, is_administrator: bool) -> None:
    """Make an account and hand out its first link."""
    with office() as here, here.sessions() as session:
        person_id = find_person(session, person).id if person else None
        made = make_account(
            session, name, person_id=person_id, is_administrator=is_administrator, now=now(), actor=actor(by)
        )
        _hand_out(made, _link(here, made))
    if person is None and not is_administrator:
        say("Tài khoản này chưa gắn với người nào trong danh bạ nên chưa thấy việc nào.")


def link(name: str, by: str | None) -> None:
    """A new link for an account that is there."""
    actor(by)
    with office() as here, here.readings() as session:
        found = account_named(session, name)
        _hand_out(found, _link(here, found))


def switch(name: str, by: str | None, *, is_disabled: bool) -> None:
    """Close or open an account."""
    with office() as here, here.sessions() as session:
        found = account_named(session, name)
        disable(session, found, is_disabled=is_disabled, now=now(), actor=actor(by))
        known = found.name
    say(f"Tài khoản '{known}': {'đã khóa' if is_disabled else 'đã mở lại'}.")


def token(name: str, label: str, by: str | None, *, may_write: bool) -> None:
    """Hand out a key for a program."""
    with office() as here, here.sessions() as session:
        found = account_named(session, name)
        key = make_token(session, found, label, acted_by(by), may_write=may_write)
        known = found.name
    may = "được đọc và làm" if may_write else "chỉ được đọc"
    say(f"Mã truy cập của tài khoản '{known}' cho '{label.strip()}', {may}; chép ngay, mã không hiện lại.")
    put(key + "\n")


def list_accounts(*, as_json: bool) -> None:
    """All accounts."""
    with office() as here, here.readings() as session:
        rows = [
            {"name": each.name, "person": person, "is_administrator": each.is_administrator,
             "is_disabled": each.is_disabled, "has_password": each.password_hash is not None,
             "second_factor": each.totp_secret is not None}
            for each, person in accounts(session)
        ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    columns = ("Tên", "Người", "Quản trị", "Vào bằng")
    print_table("Tài khoản", columns, ((r["name"], r["person"] or "—", "có" if r["is_administrator"] else "", _way(r))
                for r in rows), empty="Chưa có tài khoản nào — mở bằng 'dondoc account add TÊN'.")  # fmt: skip


def _way(row: dict[str, object]) -> str:
    if row["is_disabled"]:
        return "đang khóa"
    if not row["has_password"]:
        return "chưa đặt mật khẩu"
    return "mật khẩu và mã" if row["second_factor"] else "mật khẩu"


def first_link(here: Opened) -> str | None:
    """The way in for the first administrator, made when nobody has set a password yet; None once somebody has."""
    with here.sessions() as session:
        known = [account for account, _ in accounts(session)]
        if any(account.password_hash for account in known):
            return None
        first = next((account for account in known if account.name == FIRST), None)
        if first is None:
            first = make_account(session, FIRST, person_id=None, is_administrator=True, now=now(), actor="dondoc start")
        return _link(here, first)


def _link(here: Opened, account: Account) -> str:
    settings = here.settings
    return PasswordLinks(office_key(settings), settings.base_url).url(account, now() + INVITED)


def _hand_out(account: Account, url: str) -> None:
    say(f"Tài khoản '{account.name}': mở liên kết này để đặt mật khẩu; dùng một lần, trong {INVITED.days} ngày.")
    put(url + "\n")
