"""Numbers in the text of chapters and pages, bound to what they stand for.

May import `artifacts` and what stands below it.
"""
