"""How does one key figure read: its mark, its words, its numbers?"""
