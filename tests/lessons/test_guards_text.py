"""Which numbers of a lesson's prose are taken for printed by its cells."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.lessons import guards_text


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("o erro é 2,35 °C", []),
        ("o erro é 2,4 °C", []),
        ("o erro é 2,36 °C", ["2,36"]),
        ("o erro é 2,3500 °C", ["2,3500"]),
        ("acerta 93 %, ou 93,1%", []),
        ("acerta 92 %", ["92 %"]),
        ("lê 271.914 moléculas e 50.000 críticas", ["50.000"]),
        ("com $x = 9{,}9$, `9,8` e [9,7](https://x/9,6)", []),
        ("o publicado é 9,5 (Wu, 2018), e 9,4 [aqui](https://x). O nosso é 9,3", ["9,3"]),
        ("<details><summary>Quanto?</summary>9,2</details>", []),
        ("| rede | 9,1 |\n| rede de 2018 (referência 2) | 9,0 |", ["9,1"]),
        ("## Exercícios\nSe fosse 9,1?", []),
        ("a taxa é 0,001, e não 0,002", ["0,002"]),
        ("treina com 85 % e valida com 15 %, não 25 %", ["25 %"]),
    ],
)
def test_numbers_that_no_cell_printed_are_found(prose, found, lesson):
    outputs = [new_output("stream", text="MAE 2.350 °C\nacurácia 0.9312, 271914 moléculas")]
    code = new_code_cell("rate, share = 1e-3, 0.15", id="run", outputs=outputs)
    lesson.notebook.cells[2:2] = [code, new_markdown_cell(f"## 1 · Rede\n{prose}", id="told")]
    lesson.notebook.cells[2:2] = [new_markdown_cell("## 1 · Rede", id="before")]
    told = list(guards_text.numbers_in_prose_were_printed(lesson))
    assert told == [f"cell told: no cell printed {number}" for number in found]
    lesson.notebook.cells[4].metadata["tags"] = ["numeros-citados"]
    assert list(guards_text.numbers_in_prose_were_printed(lesson)) == []


def test_number_of_another_section_is_repeated_digit_by_digit(lesson):
    outputs = [new_output("stream", text="MAE 2.357 °C")]
    lesson.notebook.cells[2:2] = [
        new_markdown_cell("## 1 · Rede", id="first"),
        new_code_cell("run()", id="run", outputs=outputs),
        new_markdown_cell("## 2 · Depois\n2,357 é mais ou menos 2,36 e 2,4", id="told"),
    ]
    told = list(guards_text.numbers_in_prose_were_printed(lesson))
    assert told == ["cell told: no cell printed 2,36", "cell told: no cell printed 2,4"]
