"""What an editor offers after a dot."""

from __future__ import annotations

import jedi
import pytest

from faces import FACES, promised


@pytest.mark.parametrize("face", [face for face in FACES if face.count(".") == 1])
def test_an_editor_completes_a_face_by_its_promised_names(face: str) -> None:
    code = f"import antipoverty\n{face}."
    offered = {completion.name for completion in jedi.Script(code).complete(2, len(face) + 1)}
    assert {name.rpartition(".")[2] for name in promised() if name.rpartition(".")[0] == face} <= offered


def test_an_editor_completes_the_root_by_its_faces_and_first_names() -> None:
    offered = {completion.name for completion in jedi.Script("import antipoverty\nantipoverty.").complete(2, 12)}
    assert {"registers", "funds", "identify", "Household", "Decision"} <= offered
