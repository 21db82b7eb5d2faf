"""What is computed from the dataset: series, growth, ranks, targets, statistics; nothing of it is stored.

May import `citations` and what stands below it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "commitments",
        "composite",
        "convergence",
        "decomposition",
        "fact_checks",
        "projections",
        "rules_trial",
        "series",
    ],
    submod_attrs={
        "series": ["NATION"],
        "statements": [
            "change",
            "crosses_break",
            "first_value",
            "formula_of",
            "growth_a_year",
            "implied_start",
            "in_words",
            "share_reached",
            "stated",
            "threshold",
        ],
        "target_progress": ["PACES", "VERDICTS", "Progress", "pace", "progress", "targets"],
        "other_readings": ["READINGS", "THE_RULES", "at_year_ends", "reread", "under"],
    },
)
