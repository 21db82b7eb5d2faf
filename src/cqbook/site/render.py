"""Figures of notebooks as figures of the book: numbered, captioned, with alternative text and a target for links."""

from docutils import nodes

from cqbook.mime import METADATA_KEY, SVG


class FigureRenderer:
    """MyST-NB plugin: turns an output of `cqbook.figures.publish` into a docutils figure; leaves all others alone."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Docutils nodes for an output that carries our metadata, None for any other."""
        unit = data.output_metadata.get(SVG, {}).get(METADATA_KEY)
        if inline or data.mime_type != SVG or unit is None:
            return None
        # Sphinx keeps the base name: the picture's address is _images/<id>.svg.
        uri = renderer.write_file(["figures", f"{unit['id']}.svg"], data.string.encode(), overwrite=True)
        # A width makes Sphinx link the picture to its file, so that a phone can show it large.
        image = nodes.image(uri=uri, alt=unit["alt"], width="100%", classes=["dark-light"])
        figure = nodes.figure("", image, nodes.caption(unit["caption"], unit["caption"]), classes=["cq-figure"])
        figure["ids"], figure["names"] = [unit["id"]], [unit["id"]]
        renderer.renderer.document.note_explicit_target(figure, figure)
        return [figure]
