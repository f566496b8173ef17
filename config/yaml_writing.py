"""Writes a model as YAML that a person likes to read and that reads back equal: export is import."""

import datetime as dt
import enum
import io
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from models.ladders import Ladder
from models.office import Holder, MemberEntry

ONE_LINE = 110  # letters; what is longer stands on lines of its own
WIDE = 10_000  # a phrase of a plan stays in one piece: a folded one is hard to compare with the document


def write_yaml(model: BaseModel) -> str:
    """The model as YAML: words of the file (``from``), nothing that goes without saying, short details on one line."""
    yaml = YAML(typ="rt", pure=True)
    yaml.Representer = _Representer
    yaml.width = WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(_written(model, level=0), out)
    return out.getvalue()


class _Representer(RoundTripRepresenter):
    """Writes a day that stands in two places twice, not as an alias, and says ``null`` where nothing is stated."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_nothing(self, data: None) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(type(None), _Representer.represent_nothing)


def _written(value: Any, *, level: int) -> Any:
    if isinstance(value, BaseModel):
        said = _said(value)
        if isinstance(value, Holder | MemberEntry | Ladder) and len(said) == 1:
            return _written(next(iter(said.values())), level=level)
        return _mapping(said, level=level)
    if isinstance(value, dict):
        return _mapping(value, level=level)
    if isinstance(value, list | tuple):
        return _sequence(value, level=level)
    return _scalar(value)


def _said(model: BaseModel) -> dict[str, Any]:
    """What the file has to say of a model: its kind, and all that is not the default."""
    fields = type(model).model_fields
    said = {"kind": model.kind} if hasattr(model, "kind") and fields["kind"].default == model.kind else {}
    for name, field in fields.items():
        value = getattr(model, name)
        if field.is_required() or value != field.get_default(call_default_factory=True):
            said.setdefault(field.alias or name, value)
    return said


def _mapping(entries: dict[str, Any], *, level: int) -> CommentedMap:
    written = CommentedMap((str(key), _written(value, level=level + 1)) for key, value in entries.items())
    if level >= 3 and _length(written) <= ONE_LINE:
        written.fa.set_flow_style()
    return written


def _length(value: Any) -> int:
    """About how many letters a value takes on one line."""
    if isinstance(value, dict):
        return sum(len(key) + 4 + _length(each) for key, each in value.items())
    if isinstance(value, list):
        return sum(2 + _length(each) for each in value)
    return len(str(value))


def _sequence(entries: list[Any] | tuple[Any, ...], *, level: int) -> CommentedSeq:
    written = CommentedSeq(_written(value, level=level + 1) for value in entries)
    if not any(isinstance(each, CommentedMap | CommentedSeq) for each in written):
        written.fa.set_flow_style()
    return written


def _needs_quotes(text: str) -> bool:
    """Whether plain text would read back as something else: in [ ] a plain ``?x`` is a key, an odd line break a space."""
    return text.startswith(("?", "-", ":")) or not text.replace("\n", " ").isprintable()


def _scalar(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.time):
        return f"{value:%H:%M}" if not value.second else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _needs_quotes(value):
        return DoubleQuotedScalarString(value)
    return value
