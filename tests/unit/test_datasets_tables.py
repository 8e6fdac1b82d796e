"""One reader for all tables: what a student's spreadsheet writes is read, or told with the cure."""

import csv
import gzip
import io
import warnings
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.datasets import load_egfr, load_esol, load_jena
from utils.datasets.tables import numbers, read_table, refuse, why_no_number

COLUMNS = ("nome", "valor")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "meu.csv"


@pytest.fixture
def read(path):
    """Read the two columns of a file of this content, text or bytes; a warning is an error."""

    def read(content, columns=COLUMNS):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return read_table(path, columns)

    return read


def rows(frame):
    return dict(zip(frame.index, frame.values.tolist(), strict=True))


# What is read

TEXT = "nome,valor,mais\nácido benzoico,-1.55,x\n4,1,\n"
ACID = {2: ["ácido benzoico", "-1.55"], 3: ["4", "1"]}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_letters_come_in_any_usual_encoding(read, encoding):
    assert rows(read(TEXT.encode(encoding))) == ACID


def zipped(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(TEXT.encode(), mtime=0),
        zipped(("a.csv", TEXT)),
        zipped(("pasta/", ""), ("pasta/a.csv", TEXT), ("__MACOSX/a.csv", "x")),
    ],
    ids=["gz", "zip", "zip of a Mac"],
)
def test_compressed_table_is_read_whatever_its_name(read, content):
    assert rows(read(content)) == ACID


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\n\r\n"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_usual_separator_and_line_end_is_understood(read, mark, end):
    lines = ["mais,nome,valor", '1,"a","1"', " 2 , b ,2"]
    frame = read(end.join(lines).replace(",", mark))
    assert frame.values.tolist() == [["a", "1"], ["b", "2"]]


def test_excels_first_line_that_names_the_separator_is_skipped(read):
    assert rows(read("sep=;\nnome;valor\na;1,5\n")) == {3: ["a", "1,5"]}


def test_only_the_wanted_columns_come_in_the_order_wanted(read):
    assert rows(read("valor,x,nome\n1,2,a\n")) == {2: ["a", "1"]}
    assert rows(read("valor,x,nome\n1,2,a\n", ("x",))) == {2: ["2"]}


def test_text_that_pandas_takes_for_a_missing_value_is_kept(read):
    assert rows(read("nome,valor\nNA,nan\n")) == {2: ["NA", "nan"]}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("nome,valor\n\na,1\n\nb,2\n\nc,3\n", [3, 5, 7]),
        ("nome,valor\na,1\n\nb,2\nc,3\n", [2, 4, 5]),
        ("\n\nnome,valor\na,1\n , \n,,,\nb,2\nc,3", [4, 7, 8]),
        ('nome,valor\n"a\nx\ny",1\nb,2\nc,3\n', [2, 5, 6]),
        ('nome,valor\r\n"a\r\nx",1\r\n\r\nb,2\r\nc,3\r\n', [2, 5, 6]),
        ("nome,valor\ra,1\r\rb,2\rc,3\r", [2, 4, 5]),
    ],
)
def test_index_is_the_line_where_an_editor_shows_the_row(read, content, line):
    assert read(content).index.tolist() == line


CELL = st.text(st.sampled_from('ab,;"\n 12é'), max_size=6).map(str.strip)


@settings(max_examples=80)
@given(st.lists(st.tuples(CELL, CELL).filter(any), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_is_written_by_the_rules_of_csv_is_read(tmp_path_factory, table, mark):
    path = tmp_path_factory.mktemp("csv") / "meu.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=mark).writerows([COLUMNS, *table])
    assert read_table(path, COLUMNS).values.tolist() == [list(row) for row in table]


# Columns are never shifted


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "nome,valor\n2,4-dinitrofenol,-2.5\n",
            r"A linha 2 de meu.csv tem 3 campo\(s\) e o cabeçalho, 2",
        ),
        ("nome,valor\na,1\n2,4-dinitrofenol,-2.5\n", r"A linha 3 de meu.csv tem 3 campo\(s\)"),
        ("nome,valor\n\n\na\n", r"A linha 4 de meu.csv tem 1 campo\(s\)"),
        ("nome;valor\na;1;2\n", r"A linha 2 de meu.csv tem 3 campo\(s\)"),
        ("nome,valor\na;1\n", r"A linha 2 de meu.csv tem 1 campo\(s\)"),
    ],
)
def test_row_with_more_or_fewer_fields_than_the_header_is_told(read, content, told):
    with pytest.raises(ValueError, match=told) as caught:
        read(content)
    assert '"2,4-dinitrofenol"' in str(caught.value)


@pytest.mark.parametrize(
    "content", ["nome,valor\na,1,\nb,2, ,\n", "nome,valor,\na,1\nb,2\n", "nome,valor,,\na,1,,\nb,2"]
)
def test_empty_fields_at_the_end_do_no_harm(read, content):
    assert read(content).values.tolist() == [["a", "1"], ["b", "2"]]


# What cannot be read is told with the cure

XLSX = zipped(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>"))
ODS = zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", ""))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (XLSX, r"é uma planilha \(\.xlsx, \.ods\)"),
        (ODS, r"é uma planilha \(\.xlsx, \.ods\)"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), r"é uma planilha do Excel \(\.xls\)"),
        (b"%PDF-1.7\n\xff", "é um PDF"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "é uma página da internet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "não é um arquivo de texto"),
        (b"PAR1\x15\x04" + bytes(99), "não é um arquivo de texto"),
        (TEXT.encode("utf-32"), "não é um arquivo de texto"),
        (TEXT.encode("cp850"), "letras que não estão em UTF-8"),
        (TEXT.encode("mac-roman"), "letras que não estão em UTF-8"),
    ],
)
def test_file_that_is_no_text_in_a_known_encoding_is_told_with_the_cure(read, content, told):
    with pytest.raises(ValueError, match=told) as caught:
        read(content)
    assert "meu.csv" in str(caught.value) and "salve-a como 'CSV UTF-8'" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "meu.csv está vazio"),
        (b"\xef\xbb\xbf\r\n \r\n", "meu.csv está vazio"),
        (b"nome,valor", "só tem o cabeçalho"),
        (b"nome,valor\n,\n\n", "só tem o cabeçalho"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-9], "Copie-o ou baixe-o de novo"),
        (b"\x1f\x8bnome,valor", "não pôde ser descompactado"),
        (b"PK\x03\x04nome,valor", "não pôde ser descompactado"),
        (zipped(("a.csv", "1"), ("b.csv", "2")), "tem 2 arquivos dentro"),
        (b'nome,valor\na,1\n"b,2\nc,3\n', "Na linha 3 há aspas"),
        (b'nome,valor\n"a"x,1\n', "Na linha 2 há aspas"),
        (b'nome,valor\n"' + b"a,1\n" * 50_000, "Na linha 2 há aspas"),
        (b"nome,valor,nome\na,1,b\n", r"mais de uma coluna \['nome'\]"),
    ],
)
def test_damaged_or_empty_file_is_told(read, content, told):
    with pytest.raises(ValueError, match=told):
        read(content)


def test_missing_columns_are_told_once_with_those_found(read):
    with pytest.raises(ValueError, match=r"Faltam colunas na tabela: \['nome'\]") as caught:
        read("Nome;valor;\n")
    for told in ("['Nome', 'valor']", "separados por vírgulas", "data/README.md"):
        assert told in str(caught.value)


@pytest.mark.parametrize("load", [load_esol, load_egfr, lambda path: load_jena(path=path)])
def test_every_loader_tells_of_a_path_that_leads_to_no_file(tmp_path, load):
    with pytest.raises(FileNotFoundError, match=r"Não há o arquivo .*nada\.csv.*Confira nome"):
        load(tmp_path / "nada.csv")
    with pytest.raises(ValueError, match="é uma pasta"):
        load(str(tmp_path))
    with pytest.raises(ValueError, match="não pôde ser aberto"):
        load("a\0b")
    with pytest.raises(ValueError, match="caminho de um arquivo CSV, e não list"):
        load([1])


@pytest.mark.parametrize("load", [load_esol, load_egfr, lambda path: load_jena(path=path)])
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"a,b\n1,2,3\n", b'"', XLSX, "á".encode("cp850"), bytes(300)]
)
def test_no_english_error_of_pandas_reaches_the_student(path, load, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"vazio|Faltam colunas|planilha|UTF-8|texto") as caught:
        load(path)
    assert type(caught.value) is ValueError


# Numbers


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["-1,55", "2", "1,0e3"], [-1.55, 2, 1000]),
        (["-1.55", "2", ".5"], [-1.55, 2, 0.5]),
        (["1.5", "1,5", "x"], [1.5, np.nan, np.nan]),
        (["1.234,5", "1,5", ""], [np.nan, np.nan, np.nan]),
        (["1,234,567", "1e400", "nan"], [np.nan, np.inf, np.nan]),
    ],
)
def test_decimal_comma_counts_where_the_fields_are_parted_otherwise(read, cells, expected):
    lines = "".join(f"a;{cell}\n" for cell in cells)
    assert numbers(read("nome;valor\n" + lines), "valor") == pytest.approx(expected, nan_ok=True)


def test_decimal_comma_between_commas_is_no_number(read):
    assert np.isnan(numbers(read('nome,valor\na,"1,5"\n'), "valor")).all()


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("", "a célula está vazia"),
        ("−1.55", "o sinal '−' (U+2212) não é o menos do teclado"),
        ("–2", "(U+2013) não é o menos do teclado"),
        ("1.5\u200b", "(U+200B) não é de número"),
        ("１", "(U+FF11) não é de número"),
        ("1,10", "ponto decimal"),
        ("1,234.5", "sem separador de milhar"),
        ("1e400", "não é um número finito"),
        ("inf", "não é um número finito"),
        ("nan", "não é um número finito"),
        ("n/d", "não é um número finito"),
        ("1_000", "não é um número finito"),
        ("-1.55", ""),
    ],
)
def test_what_is_wrong_with_a_number_is_named(cell, told):
    assert told in why_no_number(cell) and bool(told) == bool(why_no_number(cell))


def test_first_wrong_cell_is_told_with_line_row_column_and_reason(read):
    frame = read("nome,valor\n\na,1\nb,x\nc,y\n")
    with pytest.raises(ValueError) as caught:
        refuse(frame, [False, True, True], "valor", "Valor inválido", why_no_number)
    assert str(caught.value).startswith(
        "Valor inválido na linha 4 ('b'), coluna 'valor': 'x' (não é um número finito). Corrija ou"
    )
    with pytest.raises(ValueError, match=r"^Nome inválido na linha 3, coluna 'nome': 'a'\. "):
        refuse(frame, np.array([True, False, False]), "nome", "Nome inválido")
    refuse(frame, [False] * 3, "valor", "Valor inválido")
