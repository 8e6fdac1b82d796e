"""A package index in a folder: small wheels that pip takes for real ones."""

import hashlib
import zipfile
from pathlib import Path


class LocalIndex:
    """A folder that pip's `--index-url` may name, by `address`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.address = folder.as_uri()
        folder.mkdir(exist_ok=True)

    def add(self, name: str, version: str, requires=(), extras=()) -> str:
        """Add a wheel; return its line of a lock."""
        place = self.folder / name.lower().replace("_", "-")
        place.mkdir(exist_ok=True)
        stem = f"{name.replace('-', '_')}-{version}"
        metadata = [
            "Metadata-Version: 2.1",
            f"Name: {name}",
            f"Version: {version}",
            *(f"Provides-Extra: {extra}" for extra in extras),
            *(f"Requires-Dist: {requirement}" for requirement in requires),
        ]
        wheel = ["Wheel-Version: 1.0", "Generator: test", "Root-Is-Purelib: true"]
        files = {
            f"{name.replace('-', '_').lower()}/__init__.py": "",
            f"{stem}.dist-info/METADATA": "\n".join(metadata) + "\n",
            f"{stem}.dist-info/WHEEL": "\n".join([*wheel, "Tag: py3-none-any"]) + "\n",
        }
        record = f"{stem}.dist-info/RECORD"
        files[record] = "".join(f"{file},,\n" for file in (*files, record))
        path = place / f"{stem}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for file, text in files.items():
                archive.writestr(file, text)
        links = [
            f'<a href="{wheel.name}">{wheel.name}</a>' for wheel in sorted(place.glob("*.whl"))
        ]
        (place / "index.html").write_text("<!DOCTYPE html>\n" + "\n".join(links))
        return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
