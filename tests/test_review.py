"""Whoever edits the observations is shown what has changed."""

import subprocess

from conftest import replace_in

from cqbook.dataset import review


def test_changed_added_and_removed_values_are_told(tables):
    path = tables / "observations.csv"
    before = path.read_text("utf-8")
    head, first, *rest = before.splitlines(keepends=True)
    name = first.partition(",")[0]
    path.write_text("".join([head, *rest, first.replace(name, "new-name")]), "utf-8")
    replace_in(
        path,
        "-gerd-cq-2021,gerd,CN-CQ,2021,reference,actual,60380000000,",
        "-gerd-cq-2021,gerd,CN-CQ,2021,reference,actual,60390000000,",
    )
    lines = review.in_lines(before, path.read_text("utf-8"))
    assert lines[0] == "changed: rd-bulletin-2021-gerd-cq-2021 (gerd, CN-CQ, 2021): value 60380000000 to 60390000000"
    assert [line.partition(" (")[0] for line in lines[1:]] == ["added: new-name", f"removed: {name}"]
    assert review.in_lines(before, before) == []


def test_the_last_commit_is_compared_with_where_there_is_one(tables):
    assert review.of_last_commit(tables) is None
    text = (tables / "observations.csv").read_text("utf-8")
    git = ["git", "-C", str(tables), "-c", "user.name=n", "-c", "user.email=e"]
    for arguments in (["init", "-q"], ["add", "observations.csv"], ["commit", "-qm", "m"]):
        subprocess.run([*git, *arguments], check=True)
    (tables / "observations.csv").write_text("other", "utf-8")
    assert review.of_last_commit(tables) == text
