"""Tables in CSV files, the official ones and the students' own, read as text and checked.

Errors are raised in Portuguese, name the line as a text editor counts it and say what to do.
Used by `load_esol`, `load_egfr` and `load_jena` (lessons 05, 06 and 11).
"""

import codecs
import csv
import gzip
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

_SAVE = (
    "Use um CSV: numa planilha (Excel, LibreOffice), salve-a como 'CSV UTF-8' e use esse arquivo."
)
_REPAIR = "Corrija ou apague essa linha do arquivo e carregue-o de novo."
# First bytes of what may be taken for a table.
_BINARY = {
    b"\xd0\xcf\x11\xe0": "uma planilha do Excel (.xls)",
    b"%PDF": "um PDF",
    b"<": "uma página da internet (HTML)",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# What Western languages write. Other signs hint at cp850 (MS-DOS) or Macintosh, read as cp1252.
_CP1252 = re.compile(r"[\x00-\x7fÀ-ÅÇ-ÏÑ-ÖØ-Ýß-åç-ïñ-öø-ýÿªº°²³¹µ·×±’–€®™½¼¾]*")


def read_table(path: str | Path, columns: Collection[str]) -> pd.DataFrame:
    """Return these columns of a CSV file as text without surrounding blanks, by line number.

    The file may be compressed (.gz, .zip with one file), be written in UTF-8, UTF-16 or cp1252, and
    have its fields separated by commas, or by semicolons or tabs as by Excel in Brazil; `numbers`
    then reads a decimal comma. Blank rows are left out. A row with another number of fields than
    the header is an error, unless those too many are empty: columns are never shifted.

    Raises FileNotFoundError where there is no such file, and ValueError for any other fault.
    """
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"path é o caminho de um arquivo CSV, e não {type(path).__name__}.")
    path = Path(path)
    text = _text(_content(path), path.name)
    headers = {mark: next(_rows(text, mark, strict=False), (1, []))[1] for mark in ",;\t"}
    headers = {mark: [cell.strip() for cell in row] for mark, row in headers.items()}
    delimiter = max(headers, key=lambda mark: len(set(headers[mark]) & set(columns)))
    header = headers[delimiter]
    while header and not header[-1]:
        header.pop()
    _check_header(header, columns, path.name)
    places = [header.index(column) for column in columns]
    lines, cells = [], []
    for line, row in islice(_rows(text, delimiter), 1, None):
        if len(row) < len(header) or "".join(row[len(header) :]).strip():
            raise ValueError(
                f"A linha {line} de {path.name} tem {len(row)} campo(s) e o cabeçalho, "
                f"{len(header)}: {row[:8]}. Ponha entre aspas o texto que tem o separador dentro, "
                'como em "2,4-dinitrofenol", ou complete o que falta.'
            )
        lines.append(line)
        cells.append([row[place].strip() for place in places])
    if not lines:
        raise ValueError(f"{path.name} só tem o cabeçalho: faltam as linhas com os dados.")
    frame = pd.DataFrame(cells, index=lines, columns=list(columns), dtype="str")
    frame.attrs["decimal_comma"] = delimiter != ","
    return frame


def numbers(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column as float64, shape (n,): NaN or infinite where a cell is not a number.

    In a file without commas between the fields, a comma is a decimal comma, unless some cell of the
    column has a point.
    """
    cells = frame[column]
    if frame.attrs.get("decimal_comma") and not cells.str.contains(".", regex=False).any():
        cells = cells.str.replace(",", ".", regex=False)
    return pd.to_numeric(cells, errors="coerce").to_numpy("float64")


def why_no_number(cell: str) -> str:
    """Return why a cell is not a finite number, in Portuguese; "" if it is one."""
    if np.isfinite(pd.to_numeric(cell, errors="coerce")):
        return ""
    if not cell:
        return "a célula está vazia"
    if strange := next((sign for sign in cell if not sign.isascii()), ""):
        kind = "não é o menos do teclado, '-'" if strange in "‐‑‒–—−" else "não é de número"
        return f"o sinal {strange!r} (U+{ord(strange):04X}) {kind}"
    if "," in cell:
        return "use ponto decimal, sem separador de milhar"
    return "não é um número finito"


def refuse(
    frame: pd.DataFrame,
    wrong: np.ndarray,
    column: str,
    fault: str,
    why: Callable[[str], str] = lambda cell: "",
) -> None:
    """Raise ValueError for the first cell of the column that is wrong, if any.

    `wrong` has shape (n,); `fault` opens the message, and `why` explains the cell. The row's cell
    in the first column is told too.
    """
    if np.any(wrong):
        row = int(np.argmax(wrong))
        cell = frame[column].iloc[row]
        name = "" if column == frame.columns[0] else f" ({frame.iloc[row, 0]!r})"
        reason = f" ({reason})" if (reason := why(cell)) else ""
        raise ValueError(
            f"{fault} na linha {frame.index[row]}{name}, coluna {column!r}: {cell!r}{reason}. "
            f"{_REPAIR}"
        )


def _content(path: Path) -> bytes:
    """The bytes of a file, decompressed."""
    if path.is_dir():
        raise ValueError(f"{str(path)!r} é uma pasta: dê o caminho do arquivo CSV.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"Não há o arquivo {str(path)!r} (a pasta atual é {str(Path.cwd())!r}). Confira nome, "
            'extensão e pasta; no Windows, escreva o caminho assim: r"C:\\pasta\\meu.csv".'
        ) from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{str(path)!r} não pôde ser aberto ({error}).") from None
    try:
        if data.startswith(b"\x1f\x8b"):
            return gzip.decompress(data)
        return _unzipped(data, path.name) if data.startswith(b"PK\x03\x04") else data
    except (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise ValueError(
            f"{path.name} não pôde ser descompactado ({error}). Copie-o ou baixe-o de novo."
        ) from None


def _unzipped(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if not n.startswith("__MACOSX/") and n[-1] != "/"]
        if {"[Content_Types].xml", "mimetype"} & set(names):
            raise ValueError(f"{name} é uma planilha (.xlsx, .ods), e não um CSV. {_SAVE}")
        if len(names) != 1:
            raise ValueError(f"{name} tem {len(names)} arquivos dentro: deve ter um só, o CSV.")
        return archive.read(names[0])


def _text(data: bytes, name: str) -> str:
    start = data[:200].removeprefix(codecs.BOM_UTF8).lstrip()
    if found := next((what for mark, what in _BINARY.items() if start.startswith(mark)), ""):
        raise ValueError(f"{name} é {found}, e não uma tabela CSV. {_SAVE}")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif start.count(0) > len(start) // 3:
        encoding = "utf-16-be" if start[0] == 0 else "utf-16-le"
    else:
        encoding = "utf-8-sig"
    text = data.decode(encoding, errors="replace")
    if encoding == "utf-8-sig" and "\ufffd" in text:
        text = data.decode("cp1252", errors="replace")
        if not _CONTROL.search(text) and not _CP1252.fullmatch(text):
            raise ValueError(f"{name} tem letras que não estão em UTF-8. {_SAVE}")
    if _CONTROL.search(text):
        raise ValueError(f"{name} não é um arquivo de texto, e não pode ser uma tabela. {_SAVE}")
    return text


def _rows(text: str, delimiter: str, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of the line where it begins."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=strict
    )
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ValueError(
                f"Na linha {line} há aspas fora do lugar ou que não se fecham. Um texto entre "
                'aspas leva uma (") no começo e outra no fim; dentro dele, escreva-as dobradas.'
            ) from None
        if any(map(str.strip, row)) and not (
            line == 1 and row[0].startswith("sep=")
        ):  # Excel's own first line
            yield line, row


def _check_header(header: list[str], columns: Collection[str], name: str) -> None:
    if not header:
        raise ValueError(f"{name} está vazio. Copie-o ou baixe-o de novo.")
    if missing := [column for column in columns if column not in header]:
        raise ValueError(
            f"Faltam colunas na tabela: {missing}. As encontradas são: {header}. Dê à primeira "
            "linha do CSV os nomes oficiais, separados por vírgulas (data/README.md os lista)."
        )
    if repeated := [column for column in columns if header.count(column) > 1]:
        raise ValueError(f"{name} tem mais de uma coluna {repeated}. Deixe uma só de cada.")
