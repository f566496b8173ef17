"""Frees what dead runs hold: a run whose process was killed stays RUNNING in Prefect, and its concurrency slot taken."""

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

ALIVE = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
PAGE = 200


def reconcile(client: SyncPrefectClient) -> int:
    """Sets every unfinished run of a deployment to Crashed and says how many there were.

    Only for a moment at which none of them can be alive: before serving begins, and after it has ended.
    """
    found = 0
    while runs := _unfinished(client):
        for run in runs:
            client.set_flow_run_state(run.id, Crashed(message="tiến trình đã dừng giữa chừng"), force=True)
        found += len(runs)
    return found


def _unfinished(client: SyncPrefectClient) -> list[FlowRun]:
    chosen = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=ALIVE)),
        deployment_id=FlowRunFilterDeploymentId(is_null_=False),
    )
    return client.read_flow_runs(flow_run_filter=chosen, limit=PAGE)
