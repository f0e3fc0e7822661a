"""The table of a run: one line a document, the totals, and every failure with its reason."""

from collections.abc import Iterator, Sequence

from tests.benchmarks.corpus.trial import Outcome

_SHOWN = 6


def line_of(outcome: Outcome) -> str:
    """Return the line of one document."""
    if outcome.refusal or (outcome.ended and not outcome.asked):
        state, why = ("refused", outcome.refusal) if outcome.refusal else ("ENDED", outcome.ended)
        return f"{outcome.name[-66:]:68}{state:>9}  {why[:100]}"
    valid = sum(each.is_valid for each in outcome.asked)
    of = f"{valid}/{len(outcome.asked)}"
    smoke = "passed" if not outcome.smoke else f"{len(outcome.smoke)} findings"
    end = "  ENDED" if outcome.ended else ""
    return f"{outcome.name[-66:]:68}{outcome.seconds:8.2f}s{of:>9}  {smoke}{end}"


def summary_of(outcomes: Sequence[Outcome], most: int) -> str:
    """Return the totals, then every failure."""
    served = [each for each in outcomes if not each.refusal and (each.asked or not each.ended)]
    asked = [one for each in served for one in each.asked]
    valid = sum(one.is_valid for one in asked)
    own = sum(one.is_documents for one in asked)
    derived = sum(one.is_valid_if_derived for one in asked)
    ours = len(asked) - valid - own
    passed = sum(not each.smoke for each in served)
    unproved = sum(bool(each.smoke) and all(map(_is_unproved, each.smoke)) for each in served)
    rows = (
        ("documents", len(outcomes), ""),
        ("served", len(served), _share(len(served), len(outcomes))),
        ("ended the server", sum(bool(each.ended) for each in outcomes), ""),
        (f"operations asked (at most {most} of a document)", len(asked), ""),
        (
            "answered with a valid 2xx, or as documented without one",
            valid,
            _share(valid, len(asked)),
        ),
        ("not so by the document's own fault", own, _share(own, len(asked))),
        ("of these, valid with `Prefer: dynamic=true`", derived, _share(derived, own)),
        (
            "valid, by default or with that preference",
            valid + derived,
            _share(valid + derived, len(asked)),
        ),
        ("not so by the mock's fault", ours, _share(ours, len(asked))),
        ("own smoke passed", passed, _share(passed, len(served))),
        ("own smoke without an error, but something not proved", unproved, ""),
    )
    lines = ["", *(f"{what:60}{count:7}  {share}" for what, count, share in rows), ""]
    return "\n".join([*lines, *_failures(outcomes)])


def _is_unproved(finding: str) -> bool:
    return finding.startswith("not-proved")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _failures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for each in outcomes:
        wrong = [one for one in each.asked if not one.is_valid]
        lines = [f"refused: {each.refusal}"] if each.refusal else []
        lines += [f"ended: {each.ended}"] if each.ended else []
        lines += [f"{one.operation} ({one.place}): {one.fault}" for one in wrong[:_SHOWN]]
        lines += [f"… and {len(wrong) - _SHOWN} more operations"] if len(wrong) > _SHOWN else []
        lines += [f"smoke: {text}" for text in each.smoke[:_SHOWN]]
        lines += (
            [f"smoke: … and {len(each.smoke) - _SHOWN} more"] if len(each.smoke) > _SHOWN else []
        )
        if lines:
            yield each.name
            yield from (f"    {line[:400]}" for line in lines)
