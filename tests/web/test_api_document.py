"""The interface keeps its document's word: requests made from it by schemathesis, right and wrong, alone and in sequences."""

import base64
from collections.abc import Iterator

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import StopReason, from_schema
from schemathesis.engine.events import EngineEvent, EngineFinished, NonFatalError, ScenarioFinished

from config.opening import Opened
from tests.web.conftest import NOW, SIGNER, token_of
from web.app import create_app

ENOUGH = 300  # requests of one run; far fewer would mean that it stopped early
# What fits the document may still be refused by the rules: a day before the plan, a page mark that we never gave.
ACCEPTED = ["2xx", "400", "401", "403", "404", "409"]


schemathesis.openapi.format("base64", st.binary(max_size=40).map(lambda content: base64.b64encode(content).decode()))


def events(app: FastAPI, key: str) -> list[EngineEvent]:
    """Everything that schemathesis does with an application in one run of all its phases."""
    headers = {"Authorization": f"Bearer {key}"}
    config = SchemathesisConfig.from_dict(
        {
            "seed": 20261120,
            "headers": headers,
            "generation": {"max-examples": 5, "database": "none"},
            "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
        }
    )
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config, headers=headers)
    return list(from_schema(schema).execute())


def faults(event: EngineEvent) -> Iterator[str]:
    if isinstance(event, NonFatalError):
        yield f"{event.label}: {event.value!r}"
    if isinstance(event, ScenarioFinished):
        for case, checks in event.recorder.checks.items():
            said = event.recorder.interactions[case].response
            for check in checks:
                if info := check.failure_info:
                    yield f"{check.name}: {info.failure.message}\n{info.code_sample}\n{said and said.text[:500]}"


@pytest.mark.parametrize(
    "person", [pytest.param(None, id="administrator"), pytest.param("la-hoai-dung", id="focal person")]
)
def test_every_answer_is_as_the_document_says(apart: Opened, person: str | None):
    app = create_app(apart, lambda: NOW, SIGNER, hosts=["testserver"])
    done = events(app, token_of(apart, person, administrator=person is None))
    assert [fault for event in done for fault in faults(event)] == []
    assert [each.stop_reason for each in done if isinstance(each, EngineFinished)] == [StopReason.COMPLETED]
    assert sum(len(each.recorder.interactions) for each in done if isinstance(each, ScenarioFinished)) > ENOUGH
