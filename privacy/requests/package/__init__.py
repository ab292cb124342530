"""The package that a person gets of their data: built when it is downloaded, and never stored."""

from .archive import file_name, write
from .contents import Package, build

__all__ = ["Package", "build", "file_name", "write"]
