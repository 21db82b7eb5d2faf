"""Search in English and Chinese, fast enough for hundreds of pages."""

import functools

from sphinx.search.zh import SearchChinese


class _Terms(set):
    """Words already met. Sphinx keeps them in a list and looks through all of it for each word of each page."""

    extend = set.update


class Search(SearchChinese):
    """Sphinx's Chinese search, with a set where it has a list, and each word taken to its stem once."""

    def init(self, options: dict[str, str]) -> None:
        """Set up as Sphinx does."""
        super().init(options)
        self.latin_terms = _Terms()  # type: ignore[assignment]  # Sphinx says list, and needs less
        self.stemmer.stemWord = functools.cache(self.stemmer.stemWord)
