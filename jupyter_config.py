"""Read by `jupyter nbconvert`, and by JupyterLab for its exports, where they are started in this folder."""

c = get_config()  # noqa: F821
c.Exporter.preprocessors = ["cqbook.artifacts.exporting.Standalone"]
# Figures carry a PNG, which LaTeX takes: no Inkscape is needed to make something of their SVG.
c.SVG2PDFPreprocessor.enabled = False
