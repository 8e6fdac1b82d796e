"""Open an archive without letting a member leave the folder."""

import stat
import tarfile
import tempfile
import zipfile
from pathlib import Path, PureWindowsPath

from filelock import FileLock

from utils.download import DataError


def unpack(archive: Path, folder: Path) -> Path:
    """Extract a zip or tar archive into `folder`, which appears whole or not at all.

    A folder that is there already was made by an earlier call and is left as it is. Raises
    DataError, before anything is extracted, where a member is a link or would leave the folder.
    """
    with FileLock(f"{folder}.lock"), tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        if folder.exists():
            return folder
        inside = Path(temporary, folder.name)
        is_zip = zipfile.is_zipfile(archive)
        with zipfile.ZipFile(archive) if is_zip else tarfile.open(archive) as opened:
            if is_zip:
                found = [(m.filename, stat.S_ISLNK(m.external_attr >> 16)) for m in opened.filelist]
            else:
                found = [(m.name, not (m.isreg() or m.isdir())) for m in opened]
                opened.extraction_filter = tarfile.data_filter
            for name, is_link in found:
                path = PureWindowsPath(name)  # knows both kinds of slash, and drive letters
                if is_link or path.anchor or ".." in path.parts:
                    raise DataError(
                        f"{archive.name} não foi aberto: o item {name!r} gravaria fora da pasta "
                        "de destino. Apague o arquivo e avise quem mantém o curso."
                    )
            opened.extractall(inside)
        return inside.replace(folder)
