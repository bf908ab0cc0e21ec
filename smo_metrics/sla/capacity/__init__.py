"""How many people does it take, and what will be met with those who are there?"""
