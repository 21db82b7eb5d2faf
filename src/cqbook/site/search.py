"""Search in English and Chinese, fast enough for hundreds of pages."""

import functools
import html
import logging
import re

import jieba
from sphinx.application import Sphinx
from sphinx.search.zh import SearchChinese


class _Terms(set):
    """Words already met. Sphinx keeps them in a list and looks through all of it for each word of each page."""

    extend = set.update


# Runs of Chinese characters: only these hold words that must be looked for.
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


class Search(SearchChinese):
    """Sphinx's Chinese search: a set where it has a list, each word taken to its stem once, English not cut."""

    def init(self, options: dict[str, str]) -> None:
        """Set up as Sphinx does."""
        super().init(options)
        jieba.setLogLevel(logging.WARNING)  # that it has read its dictionary is no news to anyone
        self.latin_terms = _Terms()  # type: ignore[assignment]  # Sphinx says list, and needs less
        self.stemmer.stemWord = functools.cache(self.stemmer.stemWord)

    def split(self, text: str) -> list[str]:
        """The Chinese and the Latin words of a text."""
        text = html.unescape(text)  # as HTML stands in pages, & and quotes are words such as amp and 34
        latin = self.latin1_letters.findall(text)
        self.latin_terms.extend(latin)
        return [word for run in _CHINESE.findall(text) for word in jieba.cut_for_search(run)] + latin


def forget_lost_words(app: Sphinx) -> list:
    """Drop the words that no page has any more: Sphinx keeps them in the index, without a page. Returns no page."""
    for words in (app.builder.indexer._mapping, app.builder.indexer._title_mapping):  # type: ignore[attr-defined]
        for word in [word for word, pages in words.items() if not pages]:
            del words[word]
    return []
