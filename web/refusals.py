"""Errors as the web tells them: which status each has, mapped once."""

from engine.access.rights import NotYoursError
from models.errors import BadInputError, BusyError, NotAllowedError, NotFoundError

STATUS = {NotFoundError: 404, NotYoursError: 403, NotAllowedError: 409, BusyError: 409, BadInputError: 400}
WORDS = {
    404: "Không có trang này.",
    405: "Trang này không nhận cách gọi đó.",
    413: "Tệp gửi lên quá lớn; nén lại hoặc chia làm nhiều lần.",
    422: "Địa chỉ của trang viết chưa đúng.",
}
OTHERWISE = "Không làm được việc này."


def status_of(error: Exception) -> int:
    """The status of a refusal."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)


def sentence(error: Exception) -> str:
    """A refusal as a sentence that may stand alone."""
    text = str(error)
    return text[:1].upper() + text[1:]
