"""What goes out each week: one page for chat or e-mail."""
