import pandas as pd

from cqbook.citations import source_lines


def credited(*publications):
    rows = [(f"s{n}", publisher, published) for n, (publisher, published) in enumerate(publications)]
    return pd.DataFrame(rows, columns=["source_id", "publisher", "published"])


def test_credit_names_each_publisher_once(data):
    line = source_lines.credit(data.sources, ["icq-2022-10", "icq-2022-03", "icq-plan", "icq-2022-03"])
    assert line == "iChongqing, 7 March 2022, 21 October 2022 and undated page. Calculation: this report."
    same_day = credited(("A", "2020-01-02"), ("A", "2020-01-02"))
    assert source_lines.credit(same_day, ["s0", "s1"]) == "A, 2 January 2020. Calculation: this report."


def test_a_source_line_of_many_publishers_names_those_of_most_numbers():
    sources = credited(*((name, "2020") for name in "ABCDEF"))
    numbers = [f"s{n}" for n in range(6) for _ in range(6 - n)]
    expected = "A, 2020; B, 2020; C, 2020; D, 2020; 2 others, listed with the figure. Calculation: this report."
    assert source_lines.credit(sources, numbers, most=4) == expected
    assert "; F, 2020. Calculation" in source_lines.credit(sources, numbers), "all by default"


def test_a_source_line_joins_publishers_of_one_publication_by_and():
    assert source_lines.credit(credited(("A; B; C", "2020"), ("B", "2021")), ["s0", "s1"]).startswith(
        "A, B and C, 2020; B, 2021."
    )


def test_a_source_line_of_many_dates_gives_the_first_and_the_last():
    sources = credited(*(("A", f"20{n}-05-01") for n in range(10, 16)), ("A", "not-stated"))
    expected = "A, 2010 to 2015, 7 publications. Calculation: this report."
    assert source_lines.credit(sources, sources["source_id"]) == expected


def test_a_day():
    assert source_lines.day("2022-03-07") == "7 March 2022"
    assert source_lines.day("2018-05") == "May 2018"
    assert source_lines.day("2018") == "2018"
    assert source_lines.day("not-stated") == "undated page"
    assert source_lines.day("not-applicable") == "kept up to date"
