"""The directory from a file: sent, checked cell by cell, its changes looked at, and only then brought in."""

import re
import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response, UploadFile
from fastapi import Path as InAddress
from fastapi.responses import RedirectResponse

from config.directory_checks import directory_problems
from config.office import load_directory
from config.yaml_files import read_yaml
from config.yaml_writing import write_yaml
from engine.directory.facts import export_directory
from engine.directory.importing import Proposal, bring_in, proposed
from engine.directory.rows import stored_rows
from engine.directory.words import PART_LABELS
from engine.directory.workbook import LARGEST, SPREADSHEET, Read, read_workbook, template, written
from engine.jobs.queue import Errand, ask_for, job_for
from engine.journal import By
from models.errors import (
    BadInputError,
    NotFoundError,
    Problem,
    RefusedFileError,
    RefusedWorkbookError,
    UnreadableFileError,
)
from models.office import Directory
from web.door import Door, OfficeDoor
from web.guard import Administrator, administrators
from web.pages.administration.room import path_of, room
from web.refusals import sentence

router = APIRouter(prefix="/quan-tri/danh-ba", dependencies=[administrators])
PROPOSAL, IMPORT = "directory proposal", "directory import"
MOST_TOLD = 500  # changes and faults shown of one file
KEPT = 24 * 3600  # seconds for which a sent file waits to be confirmed
Token = Annotated[str, InAddress(pattern=r"^[0-9a-f]{32}$")]


@router.get("/nhap")
def asked(request: Request) -> Response:
    """How to bring a directory in: the empty workbook, and the form to send a filled one."""
    return room(request, "import")


@router.get("/mau.xlsx")
def blank() -> Response:
    """The empty workbook."""
    return _download(template(), "danh-ba-mau.xlsx")


@router.get("/xuat.xlsx")
def exported(door: OfficeDoor) -> Response:
    """The directory as a workbook that reads back as it is."""
    with door.sessions() as session:
        return _download(written(stored_rows(session)), f"danh-ba-{door.today:%Y%m%d}.xlsx")


@router.get("/xuat.yaml")
def exported_as_text(door: OfficeDoor) -> Response:
    """The directory as a file for the office's folder."""
    with door.sessions() as session:
        text = write_yaml(export_directory(session))
    return _download(text.encode(), f"danh-ba-{door.today:%Y%m%d}.yaml", "application/yaml")


def _download(content: bytes, name: str, kind: str = SPREADSHEET) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/nhap")
def sent(request: Request, door: OfficeDoor, viewer: Administrator, file: UploadFile) -> Response:
    """Keep what was sent and check it beside the pages."""
    content = file.file.read(LARGEST + 1)
    if not content or len(content) > LARGEST:
        error = BadInputError(f"tệp trống hoặc lớn hơn {LARGEST // 1_000_000} MB — chọn tệp khác")
        return room(request, "import", status=400, error=sentence(error))
    token = secrets.token_hex(16)
    name = _plain(file.filename or "")
    path = _kept(door, token, ".xlsx" if _is_spreadsheet(name, content) else ".yaml")
    path.write_bytes(content)
    return _looked_into(door, viewer, token, {"path": str(path), "name": name})


@router.post("/nhap/mau")
def sample(door: OfficeDoor, viewer: Administrator) -> Response:
    """The directory in the office's own folder (that of the sample office, unless it is set)."""
    folder = str(door.settings.office)
    return _looked_into(door, viewer, secrets.token_hex(16), {"folder": folder, "name": "thư mục của cơ quan"})


def _looked_into(door: Door, viewer: Administrator, token: str, what: dict[str, Any]) -> Response:
    with door.writing() as session:
        onward = path_of("danh-ba", "nhap", token)
        number = ask_for(session, PROPOSAL, what, viewer, onward=onward, now=door.clock())
    door.jobs.wake()
    return RedirectResponse(f"/viec/{number}", status_code=303)


def _kept(door: Door, token: str, suffix: str) -> Path:
    """Where a sent file waits; those that nobody confirmed for a day go."""
    folder = door.settings.home / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < door.clock().timestamp() - KEPT:
            old.unlink(missing_ok=True)
    return folder / f"{token}{suffix}"


def _is_spreadsheet(name: str, content: bytes) -> bool:
    """By what it holds; a broken one by its name, so that its sender is not told of lines of YAML."""
    return content.startswith(b"PK") or name.lower().endswith((".xlsx", ".xls"))


def _plain(name: str) -> str:
    """A file's name as the ledger may show it: no folders, nothing that is not a letter."""
    return re.sub(r"[^\w .()-]", "", name.replace("\\", "/").rpartition("/")[2])[:100] or "tệp không tên"


@router.get("/nhap/{token}")
def looked_at(request: Request, door: OfficeDoor, token: Token) -> Response:
    """What the file would change, or every fault of it."""
    with door.sessions() as session:
        job = job_for(session, path_of("danh-ba", "nhap", token))
        result, name = job.result or {}, job.arguments["name"]
    return room(request, "proposal", token=token, file_name=name, parts=PART_LABELS, **result)


@router.post("/nhap/{token}")
def confirmed(door: OfficeDoor, viewer: Administrator, token: Token) -> Response:
    """Bring in exactly what was looked at."""
    with door.writing() as session:
        seen = job_for(session, path_of("danh-ba", "nhap", token))
        if not seen.result or not seen.result.get("mark"):
            raise NotFoundError("không có gì để nhập — gửi lại tệp")
        what = seen.arguments | {"mark": seen.result["mark"]}
        number = ask_for(session, IMPORT, what, viewer, onward="/quan-tri/danh-ba?xong=nhap", now=door.clock())
    door.jobs.wake()
    return RedirectResponse(f"/viec/{number}", status_code=303)


def proposal(errand: Errand) -> dict[str, Any]:
    """The job that reads a file and compares it with what is stored; faults are its result, not its failure."""
    errand.tell(0, 2, "Đang đọc và kiểm tra tệp…")
    try:
        said = _said(errand)
        errand.tell(1, 2, "Đang so với danh bạ…")
        with errand.desk.readings() as session:
            return _shown(proposed(session, said))
    except RefusedWorkbookError as refused:
        faults = [[f.sheet, f.row, f.column, f.what, f.instead] for f in refused.faults]
    except RefusedFileError as refused:
        faults = [[_file(f), f.line, "", f.what, f.instead] for f in refused.problems]
    except UnreadableFileError as refused:
        what, _, instead = str(refused).partition(" — ")
        faults = [["tệp", None, "", what, instead]]
    return {"faults": faults[:MOST_TOLD], "fault_count": len(faults)}


def brought_in(errand: Errand) -> dict[str, Any]:
    """The job that brings a file in, whole or not at all."""
    errand.tell(0, 2, "Đang đọc và kiểm tra tệp…")
    said, desk = _said(errand), errand.desk
    errand.tell(1, 2, "Đang ghi vào danh bạ…")
    by = By(errand.actor, desk.clock())
    with desk.sessions() as session:
        found = bring_in(session, said, errand.arguments["mark"], by, errand.arguments["name"])
    if path := errand.arguments.get("path"):
        Path(path).unlink(missing_ok=True)
    return {"changes": len(found.changes)}


def _said(errand: Errand) -> Read | Directory:
    if folder := errand.arguments.get("folder"):
        return load_directory(Path(folder))
    path = Path(errand.arguments["path"])
    if not path.is_file():
        raise NotFoundError("tệp đã gửi không còn — gửi lại tệp")
    if path.suffix == ".xlsx":
        return read_workbook(path.read_bytes())
    loaded = read_yaml(path, Directory)
    if problems := directory_problems([loaded]):
        raise RefusedFileError(problems)
    return loaded.value


def _file(problem: Problem) -> str:
    """The name of a YAML file without its folder; one that was sent is known by its sender's name only."""
    name = Path(problem.file).name
    return "tệp" if re.match(r"[0-9a-f]{32}\.", name) else name


def _shown(found: Proposal) -> dict[str, Any]:
    told = found.told
    counts = {part: [0, 0] for part in PART_LABELS}
    for each in told:
        counts[each.part][each.verb != "add"] += 1
    return {
        "mark": found.mark if found.changes else "",
        "told": [[each.part, each.verb, each.about, each.values] for each in told[:MOST_TOLD]],
        "counts": {part: count for part, count in counts.items() if any(count)},
        "total": len(told),
    }
