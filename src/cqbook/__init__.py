"""The report on Chongqing's education modernization and sci-tech innovation: data, reading rules, figures, build."""

from cqbook.dataset.loading import DataError, Dataset, load

__all__ = ["DataError", "Dataset", "load"]
