"""`python -m flows.prefect_server`: the Prefect server as one process that ends with whoever started it."""

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from config.processes import end_with_parent


def main() -> None:
    """Serves until it is told to stop. Prefect's own command is not used: killed, it would leave this process behind."""
    end_with_parent()
    api = get_current_settings().server.api
    uvicorn.run(create_app(final=True), host=api.host, port=api.port, log_level="warning", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    main()
