"""The notebooks of the examples, executed, as Markdown with their pictures."""

from __future__ import annotations

import jupytext
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

from writing import DOCS, LANGUAGES, ROOT, write

EXAMPLES = ROOT / "examples"


def write_notebooks() -> None:
    """Execute each notebook once, and put it into both languages' folders as Markdown with its pictures."""
    for path in sorted(EXAMPLES.glob("*.py")):
        if "# %%" not in path.read_text("utf-8"):
            continue
        notebook = jupytext.read(path)
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
        body, resources = MarkdownExporter().from_notebook_node(
            notebook, resources={"unique_key": path.stem, "output_files_dir": f"{path.stem}_files"}
        )
        for language in LANGUAGES:
            folder = DOCS / language / "notebooks"
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in resources["outputs"].items():
                picture = folder / name
                picture.parent.mkdir(exist_ok=True)
                picture.write_bytes(data)
            write(folder / f"{path.stem}.md", [body])
