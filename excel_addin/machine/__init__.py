"""What an installation meets on a user's machine: Windows, Excel, Python, and whether they let the add-in work."""
