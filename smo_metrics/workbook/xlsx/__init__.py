"""Workbook files in parts: read tables out of an .xlsx, and patch new content into one without touching the rest.

``read`` gives tables as frames, ``content`` says what is new, ``patch`` brings it in: ``package`` and ``layout`` find
the parts, ``plan`` and ``placement`` decide which old row becomes which new one, ``assemble`` writes the rows,
``ranges``, ``notes``, ``charts`` and ``orphans`` let what hangs on them follow, ``save`` checks the hashes and replaces
the file.
"""
