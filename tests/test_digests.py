from cqbook.project.digests import digest


def of(folder, **files):
    """The digest of a folder of these files."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return digest(folder.iterdir(), folder)


def test_the_same_files_have_one_digest_wherever_they_lie(tmp_path):
    assert of(tmp_path / "here", a=b"1", b=b"2") == of(tmp_path / "there", b=b"2", a=b"1")


def test_bytes_that_changed_moved_or_were_renamed_make_another(tmp_path):
    made = [
        of(tmp_path / "one", **files)
        for files in (
            {"a": b"1", "b": b"2"},
            {"a": b"12", "b": b""},
            {"a": b"2", "b": b"1"},
            {"a": b"1", "c": b"2"},
            {"a": b"1"},
            {"a": b"1\0b\0002"},
        )
    ]
    assert len(set(made)) == len(made)
