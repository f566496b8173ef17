"""The names in a proposal and the units and groups that they mean: as people decided before, and beside the issuer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.reading.matching import Matcher, normal_name
from models.proposals import Proposal, ProposedDuty, Who


def renamed(proposal: Proposal, known: Callable[[Who], Who]) -> Proposal:
    """The proposal with every body as ``known`` gives it; a duty in which one changed counts as a newer version."""

    def of(duty: ProposedDuty) -> ProposedDuty:
        names = {"lead": tuple(map(known, duty.lead)), "cooperate": tuple(map(known, duty.cooperate))}
        reports_to = known(duty.reports_to) if duty.reports_to else None
        changed = duty.model_copy(update=names | {"reports_to": reports_to})
        return duty if changed == duty else changed.model_copy(update={"version": duty.version + 1})

    head = proposal.head.model_copy(
        update={"issuer": known(proposal.head.issuer), "monitor": known(proposal.head.monitor)}
    )
    return proposal.model_copy(update={"head": head, "duties": tuple(map(of, proposal.duties))})


def matched(proposal: Proposal, matcher: Matcher) -> Proposal:
    """What nobody could match yet, compared with the directory again; what has a code keeps it."""
    return renamed(proposal, lambda who: _filled(who, matcher.code_of(who.name) if who.name else None))


def as_decided(proposal: Proposal, meanings: Mapping[str, str]) -> Proposal:
    """What nobody could match yet, taken as it was decided before."""
    return renamed(proposal, lambda who: _filled(who, meanings.get(normal_name(who.name))))


def meanings_in(former: Iterable[Proposal]) -> dict[str, str]:
    """What each name meant in earlier versions, by its normal form; a name that meant two bodies is left out."""
    meant: dict[str, set[str]] = defaultdict(set)
    for who in (who for proposal in former for who in _bodies(proposal)):
        if who.name and who.code:
            meant[normal_name(who.name)].add(who.code)
    return {form: codes.pop() for form, codes in meant.items() if len(codes) == 1}


def _bodies(proposal: Proposal) -> Iterator[Who]:
    yield from (proposal.head.issuer, proposal.head.monitor)
    for duty in proposal.duties:
        yield from (*duty.lead, *duty.cooperate, *filter(None, (duty.reports_to,)))


def _filled(who: Who, code: str | None) -> Who:
    return who if who.code or code is None else who.model_copy(update={"code": code})
