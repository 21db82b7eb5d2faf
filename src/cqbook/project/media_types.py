"""How what a notebook puts out travels to the book: as outputs of types of our own."""

SVG = "image/svg+xml"
PNG = "image/png"
CSV = "text/csv"
FIGURE = "application/vnd.cqbook.figure+json"
TABLE = "application/vnd.cqbook.table+json"
CLAIMS = "application/vnd.cqbook.claims+json"
VALUES = "application/vnd.cqbook.values+json"
# What an output of ours says in its metadata: its other types are for Jupyter, and the book leaves them out.
OURS = {"cqbook": True}
