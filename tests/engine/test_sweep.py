"""What a sweep tells, once, at the right rung, and what it leaves alone."""

from tests.engine.cast import World, deadline, register


def test_each_rung_is_told_at_its_moment_and_only_once(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    told = {
        on: world.sweep(on)["told"] for on in ("2024-03-07", "2024-03-08", "2024-03-11", "2024-03-14", "2024-03-15")
    }
    assert told == {"2024-03-07": 0, "2024-03-08": 1, "2024-03-11": 0, "2024-03-14": 2, "2024-03-15": 0}
    assert world.sweep("2024-03-14")["due"] == 0
