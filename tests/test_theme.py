"""The policy of the pages: a browser that opens one asks no other server, whatever stands in it."""

import http.server
import threading

import pytest

from cqbook.site.theme import POLICY, without_inline_scripts

pytestmark = pytest.mark.slow  # Sphinx is imported

FORMS = """
<link rel="stylesheet" href="{}/link.css"> <link rel="icon" href="{}/icon.png">
<link rel="preload" as="image" href="{}/preload.png"> <link rel="modulepreload" href="{}/module.js">
<link rel="manifest" href="{}/manifest.json">
<script src="{}/script.js"></script> <script type="module" src="{}/module-script.js"></script>
<script>fetch("{}/fetch"); new Image().src = "{}/image"; navigator.sendBeacon("{}/beacon");</script>
<style>@import url("{}/import.css"); @font-face { font-family: x; src: url("{}/font.woff2") }
p { background: url("{}/background.png"); font-family: x }</style>
<p style="list-style-image: url({}/style.png); display: list-item">text</p>
<img src="{}/img.png"> <img srcset="{}/srcset.png 1x"> <picture><source srcset="{}/source.png"><img></picture>
<video src="{}/video.mp4" poster="{}/poster.png" preload="auto"></video>
<audio src="{}/audio.mp3" preload="auto"></audio>
<iframe src="{}/frame.html"></iframe> <object data="{}/object.svg"></object> <embed src="{}/embed.svg">
<svg><image href="{}/in-svg.png"/><use href="{}/use.svg#x"/></svg> <input type="image" src="{}/input.png">
<img src="x" onerror="fetch('{}/onerror')">
"""


@pytest.fixture
def other_server():
    """Its address, and what it was asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@pytest.mark.parametrize("policy", ["", POLICY])
def test_a_browser_asks_no_other_server(browser, other_server, tmp_path, policy):
    address, asked = other_server
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html><html><head>{meta}</head><body>{FORMS.replace('{}', address)}</body></html>")
    opened = browser.new_page()
    opened.goto(f"file://{page}", wait_until="networkidle")
    opened.wait_for_timeout(300)
    opened.close()
    if policy:
        assert asked == []
    else:
        assert len(set(asked)) >= 18, "the forms are those in which a browser asks"


def test_scripts_within_a_page_go_and_data_and_files_stay():
    kept = '<script src="a.js"></script><script type="application/ld+json">{}</script>'
    assert without_inline_scripts(f'<script>x = 1</script>\n<script data-x="1">\ny\n</script>{kept}') == kept
    assert without_inline_scripts('<button onclick="window.print()">') == "<button data-print>"
