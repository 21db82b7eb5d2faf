"""What the report uses of the dataset is counted once, and what nothing uses is the rest."""

from plain import table

from cqbook.artifacts import registry
from cqbook.site import uses


def test_each_observation_is_used_named_or_left(data):
    rows = table("observations").set_index("observation_id")
    found = registry.read()
    units = [unit.observation_ids for unit in found.figures.values() if not unit.is_chinese]
    units += [value.quantity.inputs for value in found.values.values()]
    drawn = {name for names in units if rows.loc[list(names), "indicator_id"].nunique() <= 40 for name in names}
    columns = {"checks": ["observation_id", "against", "base"], "targets": ["target_id", "base_id", "result_id"]}
    columns["frameworks"] = ["observation_id"]
    named = {name for file, sides in columns.items() for name in table(file)[sides].to_numpy().flat}
    named |= {name for names in uses.named().values() for name in names}
    named = (named & set(rows.index)) - drawn
    assert uses.counts(data) == (len(drawn), len(named), len(rows) - len(drawn | named))


def test_what_uses_an_indicator_is_told_by_kind(data):
    used = uses.all_of_indicators()["gerd"]
    assert any(title.startswith("6. R&D spending") for title, _ in used.chapters)
    assert any(address.endswith("#fig-gerd-amount") for _, address, _ in used.figures)
    assert used.tables == ["checks of statements"]
    assert "targets and their results" in uses.all_of_indicators()["gerd-share-of-grp"].tables
    assert "average-wage-non-private" not in uses.all_of_indicators()
