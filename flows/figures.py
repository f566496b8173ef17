"""The figures of a run as people see them: one line in its log and a table artifact."""

from collections.abc import Mapping
from typing import Any

from prefect.artifacts import create_table_artifact

from engine.run_words import FIGURES


def publish(name: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Shows the figures of the run and gives them back; numbers only, since Prefect keeps them in plain text."""
    rows = [{"số liệu": FIGURES.get(key, key), "giá trị": value} for key, value in figures.items()]
    create_table_artifact(key=name, table=rows, description=f"Kết quả lượt chạy `{name}`")
    print(f"{name}: " + ", ".join(f"{FIGURES.get(key, key)} {value}" for key, value in figures.items()))
    return dict(figures)


def show_days(name: str, messages: Mapping[str, int]) -> None:
    """Shows how many messages would leave on each day."""
    rows = [{"ngày": day, "tin": count} for day, count in messages.items()]
    create_table_artifact(key=name, table=rows, description="Số tin mỗi ngày")
