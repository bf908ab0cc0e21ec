"""A zip for Windows machines without Python: the program, the add-in and an installer that needs no rights."""

from excel_addin.bundle.assemble import BundledPackage, BundleReport, bundle

__all__ = ["BundleReport", "BundledPackage", "bundle"]
