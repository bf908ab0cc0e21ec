"""How long does work wait and take, what is done again, how much is in hand?"""
