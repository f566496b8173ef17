"""Long work as its page shows it."""

from typing import Any

import pytest
from sqlmodel import select

from config.opening import Opened
from engine.access.rights import Viewer
from engine.jobs.queue import ask_for
from models.accounts import Account
from models.jobs import Job, JobState
from tests.web.conftest import NOW, Browser, browser_of

OWNER = "la-hoai-dung"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(office: Opened) -> Browser:
    return browser_of(office, OWNER)


def job(office: Opened, **state: Any) -> int:
    """A job of the owner's as it stands."""
    with office.sessions() as session:
        account = session.exec(select(Account).where(Account.name == OWNER)).one()
        viewer = Viewer(int(account.id or 0), OWNER, None, is_administrator=False)
        job_id = ask_for(session, "none", {}, viewer, onward="/ke-hoach", now=NOW)
        session.get_one(Job, job_id).sqlmodel_update(state)
    return job_id


def test_work_under_way_says_how_far_it_is_and_looks_again_by_itself(office: Opened, owner: Browser):
    job_id = job(office, state=JobState.RUNNING, done=3, total=10, words="Đang nhận dạng trang")
    whole, part = owner.get(f"/viec/{job_id}").text, owner.get(f"/viec/{job_id}", headers=HTMX).text
    assert '<noscript><meta http-equiv="refresh"' in whole
    for page in (whole, part):
        assert '<progress max="10" value="3"' in page
        assert f'hx-get="/viec/{job_id}" hx-trigger="every 2s"' in page
    assert part.strip().startswith("<section")


def test_done_work_leads_on_to_its_result(office: Opened, owner: Browser):
    job_id = job(office, state=JobState.DONE)
    assert owner.get(f"/viec/{job_id}").headers["location"] == "/ke-hoach"
    assert owner.get(f"/viec/{job_id}", headers=HTMX).headers["hx-redirect"] == "/ke-hoach"


def test_work_that_failed_says_why_and_starts_again_once(office: Opened, owner: Browser):
    job_id = job(office, state=JobState.FAILED, error="<b>tệp hỏng</b>")
    page = owner.get(f"/viec/{job_id}").text
    assert "<h1>Không làm được</h1>" in page
    assert "&lt;b&gt;tệp hỏng&lt;/b&gt;" in page
    assert "every 2s" not in page
    assert owner.fill(f"/viec/{job_id}/lai").headers["location"] == f"/viec/{job_id}"
    assert owner.fill(f"/viec/{job_id}/lai").status_code == 409


def test_somebody_else_s_work_is_as_if_it_were_not_there(office: Opened, owner: Browser, pages: Browser):
    job_id = job(office, state=JobState.RUNNING)
    stranger = browser_of(office, "tran-xuan-cuong")
    assert stranger.get(f"/viec/{job_id}").status_code == stranger.get("/viec/999999").status_code == 404
    assert stranger.fill(f"/viec/{job_id}/lai").status_code == 404
    assert pages.get(f"/viec/{job_id}").status_code == 200
