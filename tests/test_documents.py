"""The verification against the documents: on small made texts, and on the real ones where their folder is given."""

import hashlib
import os
from pathlib import Path

import pandas as pd
import pytest

from cqbook.cli.commands import main
from cqbook.dataset import documents
from cqbook.dataset.loading import Dataset

DOCUMENTS = os.environ.get("CQBOOK_DOCUMENTS")  # a folder, from where make was called or from the home folder (~)
TEXT = "A headline\n\nIn 2021 the city had 1,400 firms and three parks.\nIt spent 10 million yuan on 10 schools.\n"
OBSERVATIONS = [("p2", "1,400"), ("p2", "three"), ("p3", "10 million"), ("p3", "10")]
OTHERS = [("p2", "2021", 1)]


def made(observations=OBSERVATIONS, others=OTHERS, text=TEXT):
    """A dataset of one document, with only the columns that the verification reads."""
    sources = pd.DataFrame(
        [("doc", "document", hashlib.sha256(text.encode()).hexdigest())], columns=["source_id", "tier", "sha256"]
    )
    rows = [(f"o{i}", "doc", locator, printed) for i, (locator, printed) in enumerate(observations)]
    observed = pd.DataFrame(rows, columns=["observation_id", "source_id", "locator", "printed"])
    frameworks = pd.DataFrame(columns=["node_id", "source_id", "locator", "printed"])
    other = pd.DataFrame([("doc", *row) for row in others], columns=["source_id", "locator", "printed", "times"])
    unread = dict.fromkeys(("places", "indicators", "targets", "checks", "copies", "left_out"))
    return Dataset(sources=sources, observations=observed, frameworks=frameworks, other_numbers=other, **unread)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    return tmp_path


def test_all_accounted_for(folder):
    report = documents.verify(made(), folder)
    assert report.gaps == []
    # The same is known without the text, for a page of the book.
    counted = documents.accounted(made())
    assert counted.to_dict("records") == report.coverage.drop(columns="unaccounted").to_dict("records")
    assert report.coverage.iloc[0].to_dict() == {
        "document": "doc",
        "numbers": 5,
        "observations": 4,
        "frameworks": 0,
        "other-numbers": 1,
        "unaccounted": 0,
    }


def test_a_number_that_no_row_accounts_for(folder):
    report = documents.verify(made(OBSERVATIONS[:-1]), folder)
    (gap,) = report.gaps
    assert gap.startswith('doc p3: "10" is accounted for by no row') and "schools" in gap
    assert report.coverage["unaccounted"].tolist() == [1]


def test_a_printed_number_that_is_not_there(folder):
    (gap,) = documents.verify(made([*OBSERVATIONS, ("p2", "1,40")]), folder).gaps
    assert '"1,40" is not in the paragraph' in gap


def test_a_number_may_be_claimed_once_only(folder):
    (gap,) = documents.verify(made([*OBSERVATIONS, ("p3", "10")]), folder).gaps
    assert '"10" is not in the paragraph' in gap


def test_wrong_paragraph(folder):
    gaps = documents.verify(made([*OBSERVATIONS, ("p9", "7")]), folder).gaps
    assert gaps == ["doc p9: observations.csv, o4: the document has no such paragraph"]


def test_another_text(folder):
    (gap,) = documents.verify(made(text=TEXT + "more"), folder).gaps
    assert "SHA-256" in gap


def test_folder_that_cannot_be_used(tmp_path):
    with pytest.raises(documents.DocumentsError, match="does not exist"):
        documents.verify(made(), tmp_path / "nowhere")
    with pytest.raises(documents.DocumentsError, match=r"no \.txt file"):
        documents.verify(made(), tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(documents.DocumentsError, match="is a file"):
        documents.verify(made(), tmp_path / "file")


def test_a_text_of_another_encoding_beside_the_documents_does_no_harm(folder):
    (folder / "other.txt").write_bytes("科学".encode("gb18030"))
    assert documents.verify(made(), folder).gaps == []


def test_verify_without_a_folder_says_that_it_skips(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["cqbook", "verify"])
    assert main() == 0
    assert "skipped" in capsys.readouterr().out


def test_verify_tells_a_missing_folder_in_one_line(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["cqbook", "verify", "--documents", "no-such-folder"])
    assert main() == 1
    assert capsys.readouterr().err == "the folder of the documents does not exist: no-such-folder\n"


@pytest.mark.skipif(not DOCUMENTS, reason="the folder of the five documents is not given (make test DOCUMENTS=folder)")
def test_no_sentence_of_a_document_is_copied(data):
    """No eight words in a row of a document stand in the dataset, the chapters or the pages; names may be long."""
    from cqbook.project.paths import BOOK, NOTEBOOKS

    def runs(text, length=8):
        words = [word.strip(".,;:()[]\"'“”*").lower() for word in text.split()]
        return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}

    theirs = set().union(
        *(runs(path.read_text(encoding="utf-8")) for path in Path(DOCUMENTS).expanduser().glob("*.txt"))
    )
    titles = set().union(*(runs(title) for title in data.sources["title"]))
    texts = {f"data/{name}": table for name, table in vars(data).items() if isinstance(table, pd.DataFrame)}
    cells = {
        name: "\n".join(table.map(str).agg(" ".join, axis="columns")) for name, table in texts.items() if len(table)
    }
    pages = {path.name: path.read_text(encoding="utf-8") for path in [*BOOK.glob("*.md"), *NOTEBOOKS.glob("*.ipynb")]}
    for name, text in (cells | pages).items():
        copied = (runs(text) & theirs) - titles
        assert not copied, f"{name}: {sorted(copied)[:3]}"
