import json

from conftest import replace_in

from cqbook.dataset import descriptor
from cqbook.dataset.schema import TABLES
from cqbook.project.paths import DATA


def test_the_descriptor_is_up_to_date():
    assert (DATA / descriptor.FILE).read_text(encoding="utf-8") == descriptor.text(), "run `make data`"


def test_descriptor_describes_every_table():
    package = json.loads((DATA / descriptor.FILE).read_text(encoding="utf-8"))
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert set(resources) == {path.name for path in DATA.glob("*.csv")}
    for table in TABLES.values():
        schema = resources[table.file]["schema"]
        header = (DATA / table.file).read_text(encoding="utf-8").splitlines()[0]
        assert [field["name"] for field in schema["fields"]] == header.split(",")
        assert schema["primaryKey"] == list(table.key)
        assert resources[table.file]["bytes"] == (DATA / table.file).stat().st_size


def test_changed_table_changes_its_hash(tables):
    before = descriptor.descriptor(tables)
    replace_in(tables / "places.csv", "重庆市", "重庆")
    assert descriptor.descriptor(tables) != before
