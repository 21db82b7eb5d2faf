"""How a figure travels from a notebook to the book: as SVG, with what is said about it in the output's metadata."""

SVG = "image/svg+xml"
# The key under which the output's metadata for SVG hold the figure's id, titles, caption and alternative text.
METADATA_KEY = "cqbook"
