"""The one tree of errors: each class carries the exit code a command ends with, its docstring is the default message."""

from dataclasses import dataclass


class DondocError(Exception):
    """Không làm được việc yêu cầu."""

    exit_code = 1

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class BadInputError(DondocError):
    """Dữ liệu vào không dùng được."""

    exit_code = 2


class NotFoundError(BadInputError):
    """Không tìm thấy đối tượng được nêu."""


class NotAllowedError(DondocError):
    """Trạng thái hiện tại không cho phép việc này."""


class BusyError(DondocError):
    """Một tiến trình khác đang giữ việc này; thử lại sau ít phút."""


class ConfigurationError(DondocError):
    """Cấu hình sai hoặc thiếu."""

    exit_code = 2


@dataclass(frozen=True)
class Problem:
    """One fault in a file: where it stands, what is wrong and what to write instead."""

    file: str
    line: int | None
    what: str
    instead: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.what}" + (f" — {self.instead}" if self.instead else "")


class RefusedFileError(BadInputError):
    """Tệp bị từ chối toàn bộ; cơ sở dữ liệu giữ nguyên như trước."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Fault:
    """One fault in data whose file is known only to the door: the path of keys to the place, what, and what instead."""

    at: tuple[str | int, ...]
    what: str
    instead: str = ""


class RefusedDataError(BadInputError):
    """Dữ liệu bị từ chối toàn bộ; cơ sở dữ liệu giữ nguyên như trước."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        lines = (f"{'.'.join(map(str, f.at))}: {f.what}" + (f" — {f.instead}" if f.instead else "") for f in faults)
        super().__init__("\n".join(lines))


class RefusedRegisterError(RefusedDataError):
    """Sổ đăng ký bị từ chối toàn bộ."""


class RefusedDirectoryError(RefusedDataError):
    """Danh bạ bị từ chối toàn bộ."""


@dataclass(frozen=True)
class CellFault:
    """One fault in a workbook: sheet, row and column as a spreadsheet shows them, what is wrong and what to write."""

    sheet: str
    row: int | None
    column: str
    what: str
    instead: str = ""

    def __str__(self) -> str:
        place = f"trang '{self.sheet}'" + (f", hàng {self.row}" if self.row else "")
        place += f", cột '{self.column}'" if self.column else ""
        return f"{place}: {self.what}" + (f" — {self.instead}" if self.instead else "")


class RefusedWorkbookError(BadInputError):
    """Bảng tính bị từ chối toàn bộ; cơ sở dữ liệu giữ nguyên như trước."""

    def __init__(self, faults: list[CellFault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class NotAPlanError(BadInputError):
    """Văn bản này không phải kế hoạch; hãy chọn tệp có các mục nhiệm vụ: kế hoạch, chương trình, phương án, chỉ thị hoặc công văn giao việc."""


class UnreadableFileError(BadInputError):
    """Không đọc được tệp này; hãy mở bằng phần mềm soạn thảo, lưu lại dạng .docx hoặc .pdf rồi thử lại."""


class OcrMissingError(BadInputError):
    """Tệp chỉ có ảnh quét; cần cài hai gói tesseract-ocr và tesseract-ocr-vie để nhận dạng chữ (apt install tesseract-ocr tesseract-ocr-vie)."""
